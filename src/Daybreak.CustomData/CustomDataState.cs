using Daybreak.Core;

namespace Daybreak.CustomData;

/// <summary>
/// What became of this VM's custom data: lines in /var/lib/daybreak/custom-data.state. A script is begun at most once: "begun" is durable
/// before it starts, and one without "ended" was cut.
/// </summary>
public sealed class CustomDataState
{
    /// <summary>Where it is.</summary>
    public const string Path = AgentPaths.StateDirectory + "/custom-data.state";

    private const string Head = "daybreak-custom-data 1";
    private readonly string text;
    private readonly List<string[]> lines = [];

    private CustomDataState(string text)
    {
        this.text = text;
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) lines.Add(line.Split(' '));
    }

    /// <summary>The VM that it is of; "-" for a VM without an id.</summary>
    public string VmId => Value("vm") ?? "";

    /// <summary>"custom-data" or "user-data": which of them is done.</summary>
    public string Source => Value("data") == "user-data" ? "user-data" : "custom-data";

    /// <summary>The administrator; null when the platform named none.</summary>
    public string? Administrator => Value("user") is { } user and not "-" ? user : null;

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsFinished => Value("finished") is not null;

    /// <summary>How often it was begun.</summary>
    public int TimesBegun(string key)
    {
        int count = 0;
        foreach (string[] line in lines)
            if (line is ["begun", var begun] && begun == key) count++;
        return count;
    }

    /// <summary>How it ended first: "exit:0", "signal:9", "timeout", "not-started" or "failed"; null when it has not.</summary>
    public string? Ended(string key)
    {
        foreach (string[] line in lines)
            if (line is ["ended", var ended, var word] && ended == key) return word;
        return null;
    }

    /// <summary>Everything that was begun or has ended, in order, with how; "interrupted" for what was cut, "running" while it may still run.</summary>
    public IReadOnlyList<CustomDataItem> Items
    {
        get
        {
            var items = new List<CustomDataItem>();
            foreach (string[] line in lines)
            {
                if (line.Length < 2 || line[0] is not ("begun" or "ended")) continue;
                string key = line[1];
                if (!items.Exists(item => item.Key == key)) items.Add(new CustomDataItem(key, Ended(key) ?? (IsFinished ? "interrupted" : "running")));
            }
            return items;
        }
    }

    /// <summary>Reads it; null when there is none.</summary>
    public static CustomDataState? Read(MachineView machine) => Parse(machine.ReadText(Path));

    /// <summary>Reads it; null when there is none.</summary>
    public static CustomDataState? Read(RootDirectory root) => Parse(root.Read(Path) is { } content ? Encoding.UTF8.GetString(content) : null);

    /// <summary>Reads it; null when it is none.</summary>
    public static CustomDataState? Parse(string? text) => text is not null && text.StartsWith(Head + "\n", StringComparison.Ordinal) ? new CustomDataState(text) : null;

    /// <summary>The state of data that was just kept.</summary>
    public static CustomDataState New(string vmId, string source, string? administrator) => new($"{Head}\nvm {vmId}\ndata {source}\nuser {administrator ?? "-"}\n");

    /// <summary>This state, and nothing left to do.</summary>
    public string Finished => text + "finished\n";

    /// <inheritdoc/>
    public override string ToString() => text;

    private string? Value(string name)
    {
        foreach (string[] line in lines)
            if (line[0] == name) return line.Length > 1 ? line[1] : "";
        return null;
    }
}

/// <summary>One thing of custom data that was done.</summary>
/// <param name="Key">Such as "script-1", "runcmd" or "write_files-2".</param>
/// <param name="Result">"exit:0", "signal:9", "timeout", "not-started", "failed", "interrupted" or "running".</param>
public sealed record CustomDataItem(string Key, string Result)
{
    /// <summary>Whether it is known to have gone well.</summary>
    public bool Succeeded => Result == "exit:0";

    /// <summary>The exit status; null where it ended otherwise.</summary>
    public int? ExitCode =>
        Result.StartsWith("exit:", StringComparison.Ordinal) && int.TryParse(Result.AsSpan(5), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int code) ? code : null;
}
