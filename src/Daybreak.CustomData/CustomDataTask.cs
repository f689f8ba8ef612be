using Daybreak.Configuration;
using Daybreak.Core;

namespace Daybreak.CustomData;

/// <summary>One thing that custom data asks for.</summary>
/// <param name="key">What the state calls it: no white space.</param>
internal abstract class CustomDataTask(string key)
{
    /// <summary>What the state calls it.</summary>
    public string Key => key;

    /// <summary>What it is, for people: "part 1: write /etc/motd".</summary>
    public abstract string Title { get; }

    /// <summary>The changes that are still missing. Each sees the machine as it is before all of them.</summary>
    /// <exception cref="FileFailure">It cannot be done, with the reason.</exception>
    public abstract List<Change> Plan(MachineView machine, CustomDataState state, Surroundings surroundings);
}

/// <summary>What tasks are planned in.</summary>
/// <param name="Settings">[CustomData].</param>
/// <param name="Transient">The program that starts transient units; null where systemd cannot be asked.</param>
/// <param name="ScriptLimit">How long a script may run.</param>
internal sealed record Surroundings(CustomDataSettings Settings, string? Transient, TimeSpan ScriptLimit)
{
    /// <summary>Those of this machine.</summary>
    public static Surroundings Of(MachineView machine, Settings settings)
    {
        string? program = null;
        // systemd-run --wait uses D-Bus, and fails if D-Bus is not running.
        if (machine.Entry("/run/systemd/system") is not null && machine.Entry("/run/dbus/system_bus_socket") is not null)
            program = FindProgram.Named(machine, "systemd-run");
        return new Surroundings(settings.CustomData, program, TimeBudget.ScriptLimit(settings));
    }
}

/// <summary>A script, or a handler with its data: begun at most once.</summary>
/// <param name="key">What the state calls it.</param>
/// <param name="title">What it is, for people.</param>
/// <param name="content">The file's content.</param>
/// <param name="arguments">What is run, without the file's path, which comes last.</param>
/// <param name="repeats">Whether it is begun again, twice at most, when it was cut: for what does no harm twice.</param>
internal sealed class ScriptTask(string key, string title, byte[] content, string[] arguments, bool repeats = false) : CustomDataTask(key)
{
    /// <summary>Where the scripts are.</summary>
    public const string Directory = AgentPaths.StateDirectory + "/custom-data.d";

    /// <summary>Where their output is.</summary>
    public const string LogPath = LogDirectory + "/custom-data.log";

    private const string LogDirectory = AgentPaths.LogDirectory;
    private const int MostTries = 3;

    /// <inheritdoc/>
    public override string Title => title;

    /// <inheritdoc/>
    public override List<Change> Plan(MachineView machine, CustomDataState state, Surroundings surroundings)
    {
        var changes = new List<Change>();
        if (state.Ended(Key) is not null || IsSpent(state)) return changes;
        changes.AddRange(EnsureDirectory.Plan(machine, Permissions.PrivateDirectory, Directory));
        changes.AddRange(EnsureDirectory.Plan(machine, "/var/log", LogDirectory));
        string file = $"{Directory}/{Key}";
        if (!EnsureFile.HasContent(machine, file, content))
            changes.Add(new WriteFile(file, content, Permissions.PrivateDirectory, Owner.System, LinkPolicy.SystemLinks, $"{title} kept in {file}"));
        changes.Add(new RunScript(
            Key, Arguments(file, surroundings), CustomDataState.Path, LogPath, Limit(surroundings), !surroundings.Settings.BeforeReady, $"{title} was run"));
        return changes;
    }

    /// <summary>Whether it was begun as often as it may be.</summary>
    public bool IsSpent(CustomDataState state) => state.TimesBegun(Key) >= (repeats ? MostTries : 1);

    // A separate unit: systemd manages it, ends all its processes, and it continues if this agent ends.
    private string[] Arguments(string file, Surroundings surroundings)
    {
        if (surroundings.Transient is not { } program) return [.. arguments, file];
        return
        [
            program, "--wait", "--collect", "--quiet", $"--unit=daybreak-custom-data-{Key}", $"--description=Custom data: {Key}", "--setenv=HOME=/root",
            // Ready does not wait for what systemd calls online, and scripts expect it: names to be resolved, for one.
            "--property=Wants=network-online.target", "--property=After=network-online.target",
            $"--property=RuntimeMaxSec={(long)surroundings.ScriptLimit.TotalSeconds}", "--", "/bin/sh", "-c", $"exec \"$0\" \"$@\" >>{LogPath} 2>&1", .. arguments, file,
        ];
    }

    // systemd ends it first, and takes its time to; and network-online.target may have been given up after two minutes before it began.
    private static TimeSpan Limit(Surroundings surroundings) => surroundings.ScriptLimit + (surroundings.Transient is null ? TimeSpan.Zero : TimeSpan.FromMinutes(4));
}
