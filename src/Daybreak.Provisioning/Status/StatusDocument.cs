using Daybreak.CustomData;

namespace Daybreak.Provisioning.Status;

/// <summary>The state of this machine's provisioning, in the words of the status file.</summary>
public enum ProvisioningState
{
    /// <summary>It has not begun on this VM.</summary>
    NotStarted,

    /// <summary>It is under way.</summary>
    Running,

    /// <summary>A run has begun and its process ended before the run did; the next run continues. Never in the file: a reader finds it out.</summary>
    Interrupted,

    /// <summary>The machine matches; the platform has not yet accepted the report.</summary>
    Unreported,

    /// <summary>The machine matches and the platform knows it.</summary>
    Provisioned,

    /// <summary>It failed; the next run tries again.</summary>
    Failed,
}

/// <summary>The status, for people and programs: /run/daybreak/status.json, version 1 of its form.</summary>
/// <param name="State">The state.</param>
/// <param name="VmId">The VM; null when not known.</param>
/// <param name="Doing">What is under way; null when nothing is.</param>
/// <param name="Steps">Each step planned in this run.</param>
/// <param name="Report">The report that the platform has accepted last; null when it has accepted none.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
/// <param name="Since">When this state began.</param>
public sealed record StatusDocument(
    ProvisioningState State, string? VmId, string? Doing, IReadOnlyList<StepStatus> Steps, Reported? Report, Failed? Failure, DateTimeOffset Since)
{
    /// <summary>What was done of custom data, in order.</summary>
    public IReadOnlyList<CustomDataItem> CustomData { get; init; } = [];

    /// <summary>The process of the run that is under way; null when the run has ended, or when another process is to go on.</summary>
    public RunProcess? Process { get; init; }

    /// <summary>The version of the form.</summary>
    public const int FormVersion = 1;

    /// <summary>Where it is.</summary>
    public const string Path = AgentPaths.RunDirectory + "/status.json";

    /// <summary>Whether nothing more will happen by itself in this boot.</summary>
    public bool IsFinal => State is ProvisioningState.Provisioned or ProvisioningState.Failed;

    /// <summary>No run has begun on this VM.</summary>
    public static StatusDocument NotStarted(VmId? machine) => new(ProvisioningState.NotStarted, machine?.ToString(), null, [], null, null, default);

    /// <summary>The status that the journal alone tells: after a restart, when /run is empty.</summary>
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
        json.WriteNumber("version", FormVersion);
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

/// <summary>One step's part of the status.</summary>
/// <param name="Name">The step.</param>
/// <param name="State">"planned", "done" or "failed".</param>
/// <param name="Changes">How many changes it took, or will take.</param>
public sealed record StepStatus(string Name, string State, int Changes);
