namespace Daybreak.Machine.Changes;

/// <summary>Sets the running kernel's host name (sethostname(2)): at most 64 bytes.</summary>
/// <param name="HostName">The name.</param>
/// <param name="Sentence">What it does.</param>
public sealed record SetKernelHostName(string HostName, string Sentence) : Change(Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context) => FailedIf(context.Kernel.SetHostName(HostName));

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay) => overlay.KernelHostName = HostName;
}
