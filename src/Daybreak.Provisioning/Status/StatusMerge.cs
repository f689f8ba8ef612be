namespace Daybreak.Provisioning.Status;

/// <summary>Joins what one process changes in the status with what another one has published meanwhile.</summary>
internal static class StatusMerge
{
    /// <summary>The published document with the changes of this process: a part that this process did not change stays as it was published.</summary>
    /// <param name="published">What the file has.</param>
    /// <param name="before">What this process knew.</param>
    /// <param name="after">What it makes of it.</param>
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
            if (Find(after, step.Name) is { } ours) steps.Add(ours == Find(before, step.Name) ? step : ours);
            else if (Find(before, step.Name) is null) steps.Add(step);
        }
        foreach (var step in after)
            if (Find(published, step.Name) is null) steps.Add(step);
        return steps;
    }

    private static StepStatus? Find(IReadOnlyList<StepStatus> steps, string name) => steps.FirstOrDefault(step => step.Name == name);
}
