namespace Daybreak.Provisioning.Runs;

/// <summary>Custom data that is still to be executed after Ready, in the background.</summary>
/// <param name="context">The run's context.</param>
/// <param name="sequence">The phases.</param>
internal sealed class PendingCustomData(RunContext context, RunSequence sequence)
{
    /// <summary>The log of the background process. The output of the scripts is elsewhere.</summary>
    public const string LogPath = AgentPaths.LogDirectory + "/provision.log";

    /// <summary>Whether there is any.</summary>
    public bool IsAny
    {
        get
        {
            var machine = context.Machine;
            return sequence.CustomData.Steps.Any(step => Planner.Make(step, machine).Value?.Changes.Count > 0);
        }
    }

    /// <summary>Starts a background process if there is any. A script that has begun does not begin again, so a second process is harmless.</summary>
    /// <param name="command">The command of Daybreak.</param>
    /// <returns>Whether a process was started.</returns>
    public bool Start(IReadOnlyList<string> command)
    {
        string? problem;
        try
        {
            if (!IsAny) return false;
            context.MakeDirectories("/var", "/var/log", AgentPaths.LogDirectory);
            problem = context.Kernel.StartDetached(command, LogPath)?.Message;
        }
        catch (FileFailure failure)
        {
            problem = failure.Message;
        }
        if (problem is null) context.Log.Say($"custom data continues in the background: see {LogPath} and daybreak status");
        else context.Log.Warn($"{problem}: custom data will run at the next boot");
        return problem is null;
    }
}
