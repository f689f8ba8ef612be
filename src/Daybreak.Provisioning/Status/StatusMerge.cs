namespace Daybreak.Provisioning.Status;

/// <summary>Merges the status of one process with what another process has written meanwhile.</summary>
internal static class StatusMerge
{
    /// <summary>The published document with the changes of this process. Parts that it did not change stay as published.</summary>
    /// <param name="published">The document in the file.</param>
    /// <param name="before">This process's document before its change.</param>
    /// <param name="after">This process's document after its change.</param>
    public static StatusDocument Of(StatusDocument published, StatusDocument before, StatusDocument after) => published with
    {
        State = after.State == before.State ? published.State : after.State,
        Since = after.State == before.State ? published.Since : after.Since,
        VmId = after.VmId == before.VmId ? published.VmId : after.VmId,
        Doing = after.Doing == before.Doing ? published.Doing : after.Doing,
        Report = Equals(after.Report, before.Report) ? published.Report : after.Report,
        Failure = Equals(after.Failure, before.Failure) ? published.Failure : after.Failure,
        Process = Equals(after.Process, before.Process) ? published.Process : after.Process,
        CustomData = after.CustomData.SequenceEqual(before.CustomData) ? published.CustomData : after.CustomData,
        Steps = Steps(published.Steps, before.Steps, after.Steps),
    };

    private static List<StepStatus> Steps(IReadOnlyList<StepStatus> published, IReadOnlyList<StepStatus> before, IReadOnlyList<StepStatus> after)
    {
        var steps = new List<StepStatus>();
        foreach (var step in published)
        {
            if (Find(after, step.Name) is { } changed) steps.Add(changed == Find(before, step.Name) ? step : changed);
            else if (Find(before, step.Name) is null) steps.Add(step);
        }
        foreach (var step in after)
            if (Find(published, step.Name) is null) steps.Add(step);
        return steps;
    }

    private static StepStatus? Find(IReadOnlyList<StepStatus> steps, string name) => steps.FirstOrDefault(step => step.Name == name);
}
