namespace Daybreak.Provisioning.Planning;

/// <summary>
/// One duty that is looked after at every boot, because what it cares for may have changed since: a disk that was replaced, a route
/// that is gone. It looks at the machine alone. Nothing waits for it, and what it cannot do is a warning.
/// </summary>
public interface IBootStep
{
    /// <summary>As the status and the timeline name it: lower case, hyphens.</summary>
    string Name { get; }

    /// <summary>
    /// Whether it takes turns with other runs: those do of which two at once would get into each other's way, on a disk or in a boot loader's files. The others need not wait
    /// for mkfs, which may take minutes.
    /// </summary>
    bool NeedsLock => false;

    /// <summary>The missing changes, in order, and the warnings.</summary>
    /// <param name="machine">The machine.</param>
    StepPlan Plan(MachineView machine);
}
