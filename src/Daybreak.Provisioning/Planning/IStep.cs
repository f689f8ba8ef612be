using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Planning;

/// <summary>One duty. It looks, and says what is still missing; it does nothing itself. A step that returns no changes is done.</summary>
public interface IStep
{
    /// <summary>As <c>--only</c>, the status and the timeline name it: lower case, hyphens.</summary>
    string Name { get; }

    /// <summary>The changes that are still missing, in order.</summary>
    /// <param name="vm">What the platform wants.</param>
    /// <param name="machine">The machine, with all that is planned already laid over it.</param>
    IEnumerable<Change> Plan(VmSpecification vm, MachineView machine);

    /// <summary>What an operator should know, and no change of this step's can settle: a warning each.</summary>
    /// <param name="vm">What the platform wants.</param>
    /// <param name="machine">The machine, with this step's changes laid over it too.</param>
    IEnumerable<string> Remarks(VmSpecification vm, MachineView machine) => [];

    /// <summary>
    /// What only the changed machine can show and an operator wants to read, one line a fact: asked once, after changes of this step were
    /// made and the plan is empty. Most steps have said it all with their changes.
    /// </summary>
    /// <param name="vm">What the platform wants.</param>
    /// <param name="machine">The machine as it is now.</param>
    IEnumerable<string> Results(VmSpecification vm, MachineView machine) => [];
}
