namespace Daybreak.Provisioning.Planning;

/// <summary>One duty of every boot, such as a replaced disk or a missing route. It needs the machine only. A failure is a warning.</summary>
public interface IBootStep
{
    /// <summary>The name in the status and the timeline: lower case, hyphens.</summary>
    string Name { get; }

    /// <summary>Whether only one run at a time may run it, because it changes disks or boot loader files. Other steps do not wait for mkfs.</summary>
    bool NeedsLock => false;

    /// <summary>The missing changes, in order, and the warnings.</summary>
    StepPlan Plan(MachineView machine);
}
