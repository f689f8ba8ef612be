using Daybreak.Core;

namespace Daybreak.CustomData;

/// <summary>The progress of this VM's custom data. "begun" is durable before a script starts; one without "ended" was interrupted.</summary>
public sealed class CustomDataState
{
    /// <summary>The path of the file.</summary>
    public const string Path = AgentPaths.StateDirectory + "/custom-data.state";

    private const string Head = "daybreak-custom-data 1";
    private readonly string text;
    private readonly List<string[]> lines;

    private CustomDataState(string text)
    {
        this.text = text;
        lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];
    }

    /// <summary>The id of the VM; "-" for a VM without one.</summary>
    public string VmId => Value("vm") ?? "";

    /// <summary>"custom-data" or "user-data", whichever is executed.</summary>
    public string Source => Value("data") == "user-data" ? "user-data" : "custom-data";

    /// <summary>The administrator; null when the platform named none.</summary>
    public string? Administrator => Value("user") is { } user and not "-" ? user : null;

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsFinished => Value("finished") is not null;

    /// <summary>How often the task was begun.</summary>
    public int TimesBegun(string key) => lines.Count(line => line is ["begun", var begun] && begun == key);

    /// <summary>The task's first result: "exit:0", "signal:9", "timeout", "not-started" or "failed"; null when it has not ended.</summary>
    public string? Ended(string key) => lines.Find(line => line is ["ended", var ended, _] && ended == key)?[2];

    /// <summary>Every task that was begun or has ended, in order; "interrupted" if it was cut, "running" while it may still run.</summary>
    public IReadOnlyList<CustomDataItem> Items =>
    [
        .. lines.Where(line => line is ["begun" or "ended", _, ..]).Select(line => line[1]).Distinct()
            .Select(key => new CustomDataItem(key, Ended(key) ?? (IsFinished ? "interrupted" : "running"))),
    ];

    /// <summary>Reads the file; null when there is none.</summary>
    public static CustomDataState? Read(MachineView machine) => Parse(machine.ReadText(Path));

    /// <summary>Reads the file; null when there is none.</summary>
    public static CustomDataState? Read(RootDirectory root) => Parse(root.Read(Path) is { } content ? Encoding.UTF8.GetString(content) : null);

    /// <summary>Parses a state; null when the text is not one.</summary>
    public static CustomDataState? Parse(string? text) => text is not null && text.StartsWith(Head + "\n", StringComparison.Ordinal) ? new CustomDataState(text) : null;

    /// <summary>The state of data that was just saved.</summary>
    public static CustomDataState New(string vmId, string source, string? administrator) => new($"{Head}\nvm {vmId}\ndata {source}\nuser {administrator ?? "-"}\n");

    /// <summary>This state with nothing left to do.</summary>
    public string Finished => text + "finished\n";

    /// <inheritdoc/>
    public override string ToString() => text;

    private string? Value(string name) => lines.Find(line => line[0] == name) is { } line ? line.ElementAtOrDefault(1) ?? "" : null;
}

/// <summary>The result of one task of custom data.</summary>
/// <param name="Key">Such as "script-1", "runcmd" or "write_files-2".</param>
/// <param name="Result">"exit:0", "signal:9", "timeout", "not-started", "failed", "interrupted" or "running".</param>
public sealed record CustomDataItem(string Key, string Result)
{
    /// <summary>Whether it succeeded.</summary>
    public bool Succeeded => Result == "exit:0";

    /// <summary>The exit status; null when it ended otherwise.</summary>
    public int? ExitCode =>
        Result.StartsWith("exit:", StringComparison.Ordinal) && int.TryParse(Result.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int code) ? code : null;
}
