namespace Daybreak.Machine.Changes;

/// <summary>Mixes bytes into the running kernel's random pool.</summary>
/// <param name="Seed">The bytes, at most 4,096.</param>
/// <param name="CreditBits">How many bits of entropy the kernel credits for them; 0 for none.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MixEntropy(ReadOnlyMemory<byte> Seed, int CreditBits, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context) => FailedIf(context.Kernel.MixEntropy(Seed.Span, CreditBits));

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        // The pool cannot be read.
    }
}
