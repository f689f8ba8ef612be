namespace Daybreak.Machine.Changes;

/// <summary>
/// The only place that changes the machine. Each change is atomic and durable when <see cref="Apply(Change)"/> returns. After a power cut
/// the machine is in the state before the change or after it, and the next plan finds out which.
/// </summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or <see cref="NoKernel"/> if the root is not the running machine's.</param>
/// <param name="log">Receives the output of scripts, and failures that do not stop the run; null for none.</param>
public sealed class Executor(RootDirectory root, IKernel kernel, Action<string>? log = null)
{
    private readonly ChangeContext context = new(root, kernel, log);

    /// <summary>Applies one change.</summary>
    /// <returns>Null if it succeeded, otherwise the reason.</returns>
    public Failure? Apply(Change change) => ApplyTogether([change])[0];

    /// <summary>Applies changes at the same time. The first one accepts the others (<see cref="Change.CanApplyWith"/>). A failure of one does not stop the others.</summary>
    /// <returns>For each change null if it succeeded, otherwise the reason.</returns>
    public IReadOnlyList<Failure?> ApplyTogether(IReadOnlyList<Change> changes)
    {
        try
        {
            return changes.Count == 1 ? [changes[0].Apply(context)] : changes[0].ApplyTogether(changes, context);
        }
        catch (FileFailure failure)
        {
            return [.. changes.Select(change => change.Failed(failure.Message))];
        }
    }
}
