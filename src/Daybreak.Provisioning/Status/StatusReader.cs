using System.Text.Json;
using Daybreak.Machine.Files;
using Daybreak.Provisioning.Journaling;

namespace Daybreak.Provisioning.Status;

/// <summary>Reads the status: the status file of this boot, or what the journal tells after a restart.</summary>
public static class StatusReader
{
    /// <summary>Reads it.</summary>
    /// <param name="root">The directory treated as "/".</param>
    /// <exception cref="FileFailure">It is there and cannot be read: the journal is for root alone.</exception>
    public static StatusDocument Read(RootDirectory root) =>
        root.Read(StatusDocument.Path) is { } content && Parse(content) is { } status ? status : StatusDocument.FromJournal(new Journal(root).Read());

    internal static StatusDocument? Parse(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var json = document.RootElement;
            if (json.GetProperty("version").GetInt32() != StatusDocument.FormVersion) return null;
            ProvisioningState? state = Text(json, "state") switch
            {
                "not-started" => ProvisioningState.NotStarted,
                "running" => ProvisioningState.Running,
                "unreported" => ProvisioningState.Unreported,
                "provisioned" => ProvisioningState.Provisioned,
                "failed" => ProvisioningState.Failed,
                _ => null,
            };
            if (state is null) return null;
            var since = json.GetProperty("since").GetDateTimeOffset();
            return new StatusDocument(state.Value, Text(json, "vmId"), Text(json, "doing"), Steps(json), Report(json), Failure(json, since), since);
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

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
