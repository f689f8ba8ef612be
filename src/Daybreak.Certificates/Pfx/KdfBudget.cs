namespace Daybreak.Certificates.Pfx;

/// <summary>How much key derivation one message may still ask for. Iteration counts come from the message and are paid before they are run.</summary>
internal sealed class KdfBudget
{
    private int _left = Limits.TotalKdfIterations;

    /// <summary>False when the count is not positive or not affordable.</summary>
    public bool TryPay(int iterations)
    {
        if (iterations is < 1 or > Limits.KdfIterations || iterations > _left) return false;
        _left -= iterations;
        return true;
    }

    public static Failure Exceeded { get; } =
        new(FailureReason.TooLarge, $"The PFX asks for more than {Limits.KdfIterations} iterations of a key derivation, or {Limits.TotalKdfIterations} in all.");
}
