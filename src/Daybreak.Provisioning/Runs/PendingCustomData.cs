using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Steps;

namespace Daybreak.Provisioning.Runs;

/// <summary>What is left of the work that the custom data asks for after Ready, where nobody is to wait for it and no service manager knows that.</summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or none.</param>
/// <param name="settings">The configuration.</param>
/// <param name="log">Hears what became of it.</param>
internal sealed class PendingCustomData(RootDirectory root, IKernel kernel, Settings settings, ProgressLog log)
{
    /// <summary>Where the process that does it says what it does. What the scripts write is elsewhere.</summary>
    public const string LogPath = AgentPaths.LogDirectory + "/provision.log";

    /// <summary>Whether there is any.</summary>
    public bool IsAny
    {
        get
        {
            var machine = new MachineView(root, kernel);
            foreach (var step in BootSteps.CustomDataSteps(settings))
                if (Planner.Foresee(step, machine, out _).Changes.Count > 0) return true;
            return false;
        }
    }

    /// <summary>Has it done by a process of its own, if there is any. What it has begun it does not begin again, so a second one does nothing twice.</summary>
    /// <param name="command">The agent's own command.</param>
    /// <returns>Whether one was started.</returns>
    public bool Start(IReadOnlyList<string> command)
    {
        try
        {
            if (!IsAny) return false;
            foreach (string path in (string[])["/var", "/var/log", AgentPaths.LogDirectory])
                if (root.Entry(path) is null) root.MakeDirectory(path, Permissions.PublicDirectory, Owner.System);
            if (kernel.StartDetached(command, LogPath) is { } refused)
            {
                log.Warn($"{refused}: what the custom data asks for is left for the next boot");
                return false;
            }
        }
        catch (FileFailure failure)
        {
            log.Warn($"{failure.Message}: what the custom data asks for is left for the next boot");
            return false;
        }
        log.Say($"what the custom data asks for goes on in a process of its own; it tells {LogPath}, and daybreak status");
        return true;
    }
}
