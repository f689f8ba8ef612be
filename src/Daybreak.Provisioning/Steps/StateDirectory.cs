namespace Daybreak.Provisioning.Steps;

/// <summary>Daybreak's state directory, which only root can enter.</summary>
internal static class StateDirectory
{
    /// <summary>The changes that create it and the directories above it.</summary>
    public static IEnumerable<Change> Plan(MachineView machine) =>
    [
        .. EnsureDirectory.Above(machine, AgentPaths.StateDirectory),
        .. EnsureDirectory.Plan(machine, Permissions.PrivateDirectory, AgentPaths.StateDirectory),
    ];
}
