using Daybreak.CustomData;

namespace Daybreak.Provisioning.Status;

/// <summary>Keeps the status file up to date while a run goes on. Several processes may do so: each reads the file, changes its own part and writes it under a lock. A status that cannot be written is a warning, once: the run matters more.</summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="time">For the time stamps.</param>
/// <param name="log">Hears the warning.</param>
/// <param name="before">What is known already; null at the beginning of a run.</param>
internal sealed class StatusWriter(RootDirectory root, TimeProvider time, ProgressLog log, StatusDocument? before = null)
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);
    private static readonly string LockPath = StatusDocument.Path[..StatusDocument.Path.LastIndexOf('/')];
    private bool begins = before is null;
    private bool broken;
    private bool leftAsItIs;

    public StatusDocument Current { get; private set; } = before ?? new(ProvisioningState.Running, null, null, [], null, null, time.GetUtcNow());

    public void Show(Func<StatusDocument, StatusDocument> change)
    {
        var known = Current;
        var next = change(known);
        Current = next.State == known.State ? next : next with { Since = time.GetUtcNow() };
        Keep(() => Publish(known));
    }

    // A run that begins replaces what an earlier one has left; everything else is joined with what is there.
    private void Publish(StatusDocument known)
    {
        if (!begins && root.Read(StatusDocument.Path) is { } content && StatusReader.Parse(content) is { } published && (known.VmId is null || published.VmId == known.VmId))
            Current = StatusMerge.Of(published, known, Current);
        root.Publish(StatusDocument.Path, Current.ToJson(), Permissions.WorldReadable);
        begins = false;
    }

    /// <summary>Puts right what a run that was cut in its last moment left behind; writes nothing when the file says so already.</summary>
    public void Settle(StatusDocument told)
    {
        Current = told;
        begins = false;
        Keep(() => PutRight(told));
    }

    private void PutRight(StatusDocument told)
    {
        if (StatusReader.Read(root, null).Status.State != told.State) root.Publish(StatusDocument.Path, told.ToJson(), Permissions.WorldReadable);
    }

    /// <summary>This run is none that the status tells of.</summary>
    public void LeaveAsItIs() => leftAsItIs = true;

    public void StepDone(string name) =>
        Show(status => status with { Steps = [.. status.Steps.Select(step => step.Name == name ? step with { State = "done" } : step)] });

    public void StepFailed(string name) =>
        Show(status => status with { Steps = [.. status.Steps.Select(step => step.Name == name ? step with { State = "failed" } : step)] });

    /// <summary>A step that was in no plan: one of the boot's.</summary>
    public void StepEnded(StepStatus ended) =>
        Show(status => status with
        {
            Steps = [.. status.Steps.Where(step => step.Name != ended.Name), ended],
            CustomData = CustomDataSteps(status.CustomData),
        });

    // Whose state it is says for itself, as a step, when it cannot be read; this is only for people to look at.
    private IReadOnlyList<CustomDataItem> CustomDataSteps(IReadOnlyList<CustomDataItem> known)
    {
        try
        {
            return CustomDataState.Read(root)?.Items ?? [];
        }
        catch (FileFailure)
        {
            return known;
        }
    }

    private void Keep(Action write)
    {
        if (broken || leftAsItIs) return;
        try
        {
            using (root.LockDirectory(LockPath, LockPatience)) write();
        }
        catch (FileFailure failure)
        {
            broken = true;
            log.Warn($"the status file is not kept: {failure.Message}");
        }
    }
}
