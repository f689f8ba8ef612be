using System.Text.Json;
using Daybreak.CustomData;
using Daybreak.Provisioning.Runs;

namespace Daybreak.Provisioning.Status;

/// <summary>Reads the status from the status file, or from the journal after a restart.</summary>
public static class StatusReader
{
    /// <summary>Reads the status.</summary>
    /// <param name="root">The directory treated as "/".</param>
    /// <param name="machine">The machine's VM id, to ignore the status of another VM; null if not known.</param>
    /// <returns>The status, and whether it is of this boot.</returns>
    /// <exception cref="FileFailure">It cannot be read. The journal is for root only.</exception>
    public static (StatusDocument Status, bool IsOfThisBoot) Read(RootDirectory root, VmId? machine)
    {
        var read = ReadWritten(root, machine);
        if (!IsInterrupted(root, read.Status, read.IsOfThisBoot)) return read;
        // The run may just have ended and written its last status.
        var again = ReadWritten(root, machine);
        return (again.Status.State == read.Status.State && again.Status.Process == read.Status.Process ? again.Status with { State = ProvisioningState.Interrupted } : again.Status, again.IsOfThisBoot);
    }

    // Checks the process first. The lock is checked only if there is no process; only root can open it.
    private static bool IsInterrupted(RootDirectory root, StatusDocument status, bool isOfThisBoot)
    {
        // Between the local phase and the network phase there is no process.
        if (isOfThisBoot && status.Process is null) return false;
        if (status.State != ProvisioningState.Running && !(isOfThisBoot && status.State == ProvisioningState.Unreported)) return false;
        return status.Process is not { Exists: true } && LockProbe.IsHeld(root, FirstBootRun.LockPath) != true;
    }

    private static (StatusDocument Status, bool IsOfThisBoot) ReadWritten(RootDirectory root, VmId? machine)
    {
        if (root.Read(StatusDocument.Path) is { } content && Parse(content) is { } status && IsOf(status.VmId, machine))
            return (status.CustomData.Count > 0 ? status : status with { CustomData = CustomDataOf(root, status.VmId) }, true);
        var journal = new Journal(root).Read();
        string? vmId = journal.VmId?.ToString();
        if (journal.LastStart is null || !IsOf(vmId, machine)) return (StatusDocument.NotStarted(machine), false);
        return (StatusDocument.FromJournal(journal) with { CustomData = CustomDataOf(root, vmId) }, false);
    }

    // Only root can read it; for other users the status has no custom data.
    private static IReadOnlyList<CustomDataItem> CustomDataOf(RootDirectory root, string? vmId)
    {
        try
        {
            return CustomDataState.Read(root) is { } state && state.VmId == (vmId ?? "-") ? state.Items : [];
        }
        catch (FileFailure)
        {
            return [];
        }
    }

    private static bool IsOf(string? known, VmId? machine) => machine is null || !VmId.TryParse(known, out var id) || id.Equals(machine);

    internal static StatusDocument? Parse(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var json = document.RootElement;
            if (json.GetProperty("version").GetInt32() != StatusDocument.FormatVersion) return null;
            ProvisioningState? state = Text(json, "state") switch
            {
                "not-started" => ProvisioningState.NotStarted,
                "running" => ProvisioningState.Running,
                "interrupted" => ProvisioningState.Interrupted,
                "unreported" => ProvisioningState.Unreported,
                "provisioned" => ProvisioningState.Provisioned,
                "failed" => ProvisioningState.Failed,
                _ => null,
            };
            if (state is null) return null;
            var since = json.TryGetProperty("since", out var stamp) ? stamp.GetDateTimeOffset() : default;
            return new StatusDocument(state.Value, Text(json, "vmId"), Text(json, "doing"), Steps(json), Report(json), Failure(json, since), since) { CustomData = CustomData(json), Process = Process(json) };
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static List<CustomDataItem> CustomData(JsonElement json)
    {
        var items = new List<CustomDataItem>();
        if (json.TryGetProperty("customData", out var array))
            foreach (var item in array.EnumerateArray()) items.Add(new CustomDataItem(Text(item, "name") ?? "", Text(item, "result") ?? ""));
        return items;
    }

    private static RunProcess? Process(JsonElement json) =>
        json.TryGetProperty("process", out var process)
            ? new RunProcess(process.GetProperty("id").GetInt32(), process.GetProperty("start").GetInt64(), Text(process, "phase") == "local")
            : null;

    private static List<StepStatus> Steps(JsonElement json)
    {
        var steps = new List<StepStatus>();
        foreach (var step in json.GetProperty("steps").EnumerateArray())
            steps.Add(new StepStatus(Text(step, "name") ?? "", Text(step, "state") ?? "", step.GetProperty("changes").GetInt32()));
        return steps;
    }

    private static Reported? Report(JsonElement json) =>
        json.TryGetProperty("report", out var report)
            ? new Reported(report.GetProperty("time").GetDateTimeOffset(), Text(report, "state") ?? "", Text(report, "answer") ?? "")
            : null;

    private static Failed? Failure(JsonElement json, DateTimeOffset since) =>
        json.TryGetProperty("failure", out var failure)
            ? new Failed(since, Text(failure, "step") ?? "", Text(failure, "sentence") ?? "", (ExitStatus)failure.GetProperty("exit").GetInt32())
            : null;

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
