namespace Daybreak.Provisioning.Steps;

/// <summary>The agent's state directory, which only root may enter, as steps need it.</summary>
internal static class StateDirectory
{
    /// <summary>The missing directories: it, and those above it.</summary>
    public static IEnumerable<Change> Plan(MachineView machine) =>
    [
        .. EnsureDirectory.Above(machine, AgentPaths.StateDirectory),
        .. EnsureDirectory.Plan(machine, Permissions.PrivateDirectory, AgentPaths.StateDirectory),
    ];
}
