namespace Daybreak.Certificates.Pfx;

/// <summary>The key derivation that one message can still use. Iteration counts come from the message and are checked before the key is derived.</summary>
internal sealed class KdfBudget
{
    private int _left = Limits.TotalKdfIterations;

    /// <summary>False when the count is not positive or exceeds what is left.</summary>
    public bool TryPay(int iterations)
    {
        if (iterations is < 1 or > Limits.KdfIterations || iterations > _left) return false;
        _left -= iterations;
        return true;
    }

    public static Failure Exceeded { get; } =
        Failure.BadData(FailureReason.TooLarge, $"The PFX requires more than {Limits.KdfIterations} iterations for one key, or more than {Limits.TotalKdfIterations} in total.");
}
