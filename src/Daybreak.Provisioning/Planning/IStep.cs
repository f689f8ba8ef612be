namespace Daybreak.Provisioning.Planning;

/// <summary>One duty. It compares specification and machine and returns the missing changes. It changes nothing itself and has no state.</summary>
public interface IStep
{
    /// <summary>The name for <c>--only</c>, the status and the timeline: lower case, hyphens.</summary>
    string Name { get; }

    /// <summary>The missing changes, in order, and the warnings.</summary>
    /// <param name="vm">The specification.</param>
    /// <param name="machine">The machine after the steps before this one. With further changes: <see cref="MachineView.After"/>.</param>
    StepPlan Plan(VmSpecification vm, MachineView machine);

    /// <summary>Results for the log that only the changed machine has, such as fingerprints. Read once, after the changes of this step.</summary>
    IEnumerable<string> Results(VmSpecification vm, MachineView machine) => [];
}
