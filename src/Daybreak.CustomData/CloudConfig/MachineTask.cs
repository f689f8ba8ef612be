namespace Daybreak.CustomData.CloudConfig;

/// <summary>A task whose changes depend on the machine alone.</summary>
/// <param name="key">What the state calls it.</param>
/// <param name="title">What it is, for people.</param>
/// <param name="plan">The changes that are still missing; a FileFailure says why it cannot be done.</param>
internal sealed class MachineTask(string key, string title, Func<MachineView, List<Change>> plan) : CustomDataTask(key)
{
    /// <inheritdoc/>
    public override string Title => title;

    /// <inheritdoc/>
    public override List<Change> Plan(MachineView machine, CustomDataState state, Surroundings surroundings) => plan(machine);
}
