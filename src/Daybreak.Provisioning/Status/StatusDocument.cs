using Daybreak.CustomData;

namespace Daybreak.Provisioning.Status;

/// <summary>The state of the provisioning.</summary>
public enum ProvisioningState
{
    /// <summary>No run has begun on this VM.</summary>
    NotStarted,

    /// <summary>A run is in progress.</summary>
    Running,

    /// <summary>The process of a run is gone; the next run continues. Readers find this out; the file never contains it.</summary>
    Interrupted,

    /// <summary>The machine matches; the platform has not accepted the report yet.</summary>
    Unreported,

    /// <summary>The machine matches, and the platform has accepted the report.</summary>
    Provisioned,

    /// <summary>The run failed; the next run tries again.</summary>
    Failed,
}

/// <summary>The status in /run/daybreak/status.json.</summary>
/// <param name="State">The state.</param>
/// <param name="VmId">The VM; null if not known.</param>
/// <param name="Doing">The part of the run in progress; null if none is.</param>
/// <param name="Steps">The steps that were planned in this run.</param>
/// <param name="Report">The last report that the platform accepted; null if none.</param>
/// <param name="Failure">Why the run failed; null if it did not.</param>
/// <param name="Since">When this state began.</param>
public sealed record StatusDocument(
    ProvisioningState State, string? VmId, string? Doing, IReadOnlyList<StepStatus> Steps, Reported? Report, Failed? Failure, DateTimeOffset Since)
{
    /// <summary>The results of custom data, in order.</summary>
    public IReadOnlyList<CustomDataItem> CustomData { get; init; } = [];

    /// <summary>The process of the run; null if the run has ended, or if another process will continue it.</summary>
    public RunProcess? Process { get; init; }

    /// <summary>The version of the format.</summary>
    public const int FormatVersion = 1;

    /// <summary>The path of the file.</summary>
    public const string Path = AgentPaths.RunDirectory + "/status.json";

    /// <summary>Whether this is the last state in this boot.</summary>
    public bool IsFinal => State is ProvisioningState.Provisioned or ProvisioningState.Failed;

    /// <summary>The status before the first run on this VM.</summary>
    public static StatusDocument NotStarted(VmId? machine) => new(ProvisioningState.NotStarted, machine?.ToString(), null, [], null, null, default);

    /// <summary>The status according to the journal, for use after a restart, when /run is empty.</summary>
    public static StatusDocument FromJournal(JournalState journal)
    {
        if (journal.LastStart is not { } started) return NotStarted(null);
        var state = journal switch
        {
            { AcceptedReady: not null } => ProvisioningState.Provisioned,
            { LastFailure: not null } => ProvisioningState.Failed,
            { HasMatched: true } => ProvisioningState.Unreported,
            _ => ProvisioningState.Running,
        };
        var last = journal.Records[^1];
        return new(state, started.VmId, null, [], journal.Records.OfType<Reported>().LastOrDefault(), state == ProvisioningState.Failed ? journal.LastFailure : null, last.Time);
    }

    /// <summary>The file's content.</summary>
    public byte[] ToJson() => JsonText.Document(json =>
    {
        json.WriteNumber("version", FormatVersion);
        json.WriteString("state", StateName);
        if (Since != default) json.WriteString("since", Stamp(Since));
        if (VmId is { } vmId) json.WriteString("vmId", vmId);
        if (Doing is { } doing) json.WriteString("doing", doing);
        if (Process is { } process)
        {
            json.WriteStartObject("process");
            json.WriteNumber("id", process.Id);
            json.WriteNumber("start", process.Start);
            json.WriteString("phase", process.IsLocalPhase ? "local" : "all");
            json.WriteEndObject();
        }
        json.WriteObjects("steps", Steps, step =>
        {
            json.WriteString("name", step.Name);
            json.WriteString("state", step.State);
            json.WriteNumber("changes", step.Changes);
        });
        if (CustomData.Count > 0)
        {
            json.WriteObjects("customData", CustomData, item =>
            {
                json.WriteString("name", item.Key);
                json.WriteString("result", item.Result);
                if (item.ExitCode is { } code) json.WriteNumber("exit", code);
            });
        }
        if (Report is { } report)
        {
            json.WriteStartObject("report");
            json.WriteString("state", report.State);
            json.WriteString("answer", report.Answer);
            json.WriteString("time", Stamp(report.Time));
            json.WriteEndObject();
        }
        if (Failure is { } failure)
        {
            json.WriteStartObject("failure");
            json.WriteString("step", failure.Step);
            json.WriteString("sentence", failure.Sentence);
            json.WriteNumber("exit", (int)failure.Exit);
            json.WriteEndObject();
        }
    });

    /// <summary>"not-started", "running", "interrupted", "unreported", "provisioned" or "failed".</summary>
    public string StateName => State switch
    {
        ProvisioningState.NotStarted => "not-started",
        ProvisioningState.Running => "running",
        ProvisioningState.Interrupted => "interrupted",
        ProvisioningState.Unreported => "unreported",
        ProvisioningState.Provisioned => "provisioned",
        _ => "failed",
    };

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <summary>The status of one step.</summary>
/// <param name="Name">The step.</param>
/// <param name="State">"planned", "done" or "failed".</param>
/// <param name="Changes">The number of planned or applied changes.</param>
public sealed record StepStatus(string Name, string State, int Changes);
