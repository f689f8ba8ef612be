using Daybreak.Configuration;
using Daybreak.Core;

namespace Daybreak.CustomData;

/// <summary>One task of custom data.</summary>
/// <param name="key">Its name in the state: no white space.</param>
/// <param name="title">Its description: "part 1: write /etc/motd".</param>
internal abstract class CustomDataTask(string key, string title)
{
    public string Key => key;

    public string Title => title;

    /// <summary>The missing changes. Each sees the machine as it is before all of them.</summary>
    /// <exception cref="FileFailure">It cannot be done, with the reason.</exception>
    public abstract List<Change> Plan(MachineView machine, CustomDataState state, Surroundings surroundings);
}

/// <summary>A task whose changes depend on the machine alone.</summary>
/// <param name="key">Its name in the state.</param>
/// <param name="title">Its description.</param>
/// <param name="plan">The missing changes.</param>
internal sealed class MachineTask(string key, string title, Func<MachineView, IEnumerable<Change>> plan) : CustomDataTask(key, title)
{
    /// <inheritdoc/>
    public override List<Change> Plan(MachineView machine, CustomDataState state, Surroundings surroundings) => [.. plan(machine)];
}

/// <summary>The environment of the tasks.</summary>
/// <param name="Settings">[CustomData].</param>
/// <param name="Transient">The program that starts transient units; null without systemd or D-Bus.</param>
/// <param name="ScriptLimit">The time limit of a script.</param>
internal sealed record Surroundings(CustomDataSettings Settings, string? Transient, TimeSpan ScriptLimit)
{
    /// <summary>Those of this machine.</summary>
    public static Surroundings Of(MachineView machine, Settings settings)
    {
        // systemd-run --wait uses D-Bus, and fails if D-Bus is not running.
        bool hasUnits = machine.Entry("/run/systemd/system") is not null && machine.Entry("/run/dbus/system_bus_socket") is not null;
        return new Surroundings(settings.CustomData, hasUnits ? FindProgram.Named(machine, "systemd-run") : null, TimeBudget.ScriptLimit(settings));
    }
}

/// <summary>A script, or a handler with its data, which starts at most once.</summary>
/// <param name="key">Its name in the state.</param>
/// <param name="title">Its description.</param>
/// <param name="content">The file's content.</param>
/// <param name="arguments">The command line without the file's path, which comes last.</param>
/// <param name="repeats">Whether it starts again after an interruption, at most twice: only for what is safe to repeat.</param>
internal sealed class ScriptTask(string key, string title, byte[] content, string[] arguments, bool repeats = false) : CustomDataTask(key, title)
{
    /// <summary>The directory of the scripts.</summary>
    public const string Directory = AgentPaths.StateDirectory + "/custom-data.d";

    /// <summary>The file with their output.</summary>
    public const string LogPath = LogDirectory + "/custom-data.log";

    private const string LogDirectory = AgentPaths.LogDirectory;
    private const int MostTries = 3;

    /// <inheritdoc/>
    public override List<Change> Plan(MachineView machine, CustomDataState state, Surroundings surroundings)
    {
        if (state.Ended(Key) is not null || IsSpent(state)) return [];
        string file = $"{Directory}/{Key}";
        List<Change> changes = [.. EnsureDirectory.Plan(machine, Permissions.PrivateDirectory, Directory)];
        changes.AddRange(EnsureDirectory.Plan(machine, "/var/log", LogDirectory));
        if (!EnsureFile.HasContent(machine, file, content))
            changes.Add(new WriteFile(file, content, Permissions.PrivateDirectory, Owner.System, LinkPolicy.SystemLinks, $"{Title} kept in {file}"));
        changes.Add(new RunScript(
            Key, Arguments(file, surroundings), CustomDataState.Path, LogPath, Limit(surroundings), !surroundings.Settings.BeforeReady, $"{Title} was run"));
        return changes;
    }

    /// <summary>Whether it has started as often as it may.</summary>
    public bool IsSpent(CustomDataState state) => state.TimesBegun(Key) >= (repeats ? MostTries : 1);

    // A separate unit: systemd ends all its processes, and it continues if this agent ends.
    private string[] Arguments(string file, Surroundings surroundings)
    {
        if (surroundings.Transient is not { } program) return [.. arguments, file];
        return
        [
            program, "--wait", "--collect", "--quiet", $"--unit=daybreak-custom-data-{Key}", $"--description=Custom data: {Key}", "--setenv=HOME=/root",
            // Ready does not wait for network-online.target, but scripts expect its effects, such as name resolution.
            "--property=Wants=network-online.target", "--property=After=network-online.target",
            $"--property=RuntimeMaxSec={(long)surroundings.ScriptLimit.TotalSeconds}", "--", "/bin/sh", "-c", $"exec \"$0\" \"$@\" >>{LogPath} 2>&1", .. arguments, file,
        ];
    }

    // systemd enforces the limit first, and may wait two minutes for network-online.target before the start.
    private static TimeSpan Limit(Surroundings surroundings) => surroundings.ScriptLimit + (surroundings.Transient is null ? TimeSpan.Zero : TimeSpan.FromMinutes(4));
}
