namespace Daybreak.Provisioning.Runs;

/// <summary>What is left of the work that the custom data asks for after Ready, where nobody is to wait for it and no service manager knows that.</summary>
/// <param name="context">What the run works with.</param>
/// <param name="sequence">The phases.</param>
internal sealed class PendingCustomData(RunContext context, RunSequence sequence)
{
    /// <summary>Where the process that does it says what it does. What the scripts write is elsewhere.</summary>
    public const string LogPath = AgentPaths.LogDirectory + "/provision.log";

    /// <summary>Whether there is any.</summary>
    public bool IsAny
    {
        get
        {
            var machine = context.Machine;
            foreach (var step in sequence.CustomData.Steps)
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
            context.MakeDirectories("/var", "/var/log", AgentPaths.LogDirectory);
            if (context.Kernel.StartDetached(command, LogPath) is { } refused)
            {
                context.Log.Warn($"{refused.Message}: what the custom data asks for is left for the next boot");
                return false;
            }
        }
        catch (FileFailure failure)
        {
            context.Log.Warn($"{failure.Message}: what the custom data asks for is left for the next boot");
            return false;
        }
        context.Log.Say($"what the custom data asks for goes on in a process of its own; it tells {LogPath}, and daybreak status");
        return true;
    }
}
