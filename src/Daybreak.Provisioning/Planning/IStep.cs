namespace Daybreak.Provisioning.Planning;

/// <summary>One duty. It compares the specification with the machine and returns what is missing. It changes nothing itself, and it has no state.</summary>
public interface IStep
{
    /// <summary>As <c>--only</c>, the status and the timeline name it: lower case, hyphens.</summary>
    string Name { get; }

    /// <summary>The missing changes, in order, and the warnings.</summary>
    /// <param name="vm">What the platform wants.</param>
    /// <param name="machine">The machine, with the changes of the steps before this one. To see its own changes, the step asks for <see cref="MachineView.After"/>.</param>
    StepPlan Plan(VmSpecification vm, MachineView machine);

    /// <summary>
    /// What only the changed machine can show and an operator wants to read, one line a fact: asked once, after changes of this step were
    /// made and the plan is empty. Most steps have said it all with their changes.
    /// </summary>
    /// <param name="vm">What the platform wants.</param>
    /// <param name="machine">The machine as it is now.</param>
    IEnumerable<string> Results(VmSpecification vm, MachineView machine) => [];
}
