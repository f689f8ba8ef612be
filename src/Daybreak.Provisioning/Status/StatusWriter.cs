using Daybreak.CustomData;

namespace Daybreak.Provisioning.Status;

/// <summary>Writes the status file during a run. If it cannot be written, one warning is logged.</summary>
/// <remarks>Several processes may write it: each one holds a lock, reads the file, and changes its own part.</remarks>
/// <param name="root">The directory treated as "/".</param>
/// <param name="time">For the timestamps.</param>
/// <param name="log">Receives the warning.</param>
/// <param name="before">The status so far; null at the start of a run.</param>
internal sealed class StatusWriter(RootDirectory root, TimeProvider time, ProgressLog log, StatusDocument? before = null)
{
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(5);
    private static readonly string LockPath = StatusDocument.Path[..StatusDocument.Path.LastIndexOf('/')];
    private bool begins = before is null;
    private bool disabled;

    public StatusDocument Current { get; private set; } = before ?? new(ProvisioningState.Running, null, null, [], null, null, time.GetUtcNow());

    public void Show(Func<StatusDocument, StatusDocument> change)
    {
        var known = Current;
        var next = change(known);
        Current = next.State == known.State ? next : next with { Since = time.GetUtcNow() };
        Write(() => Publish(known));
    }

    // A run that begins replaces the status of earlier runs. Later changes are merged with the file.
    private void Publish(StatusDocument known)
    {
        if (!begins && root.Read(StatusDocument.Path) is { } content && StatusReader.Parse(content) is { } published && (known.VmId is null || published.VmId == known.VmId))
            Current = StatusMerge.Of(published, known, Current);
        root.Publish(StatusDocument.Path, Current.ToJson(), Permissions.WorldReadable);
        begins = false;
    }

    /// <summary>Replaces the file if its state is wrong because an earlier run was interrupted at its end.</summary>
    public void Correct(StatusDocument expected)
    {
        Current = expected;
        begins = false;
        Write(() =>
        {
            if (StatusReader.Read(root, null).Status.State != expected.State) root.Publish(StatusDocument.Path, expected.ToJson(), Permissions.WorldReadable);
        });
    }

    /// <summary>Stops writing, for runs that the status does not describe.</summary>
    public void Disable() => disabled = true;

    public void StepDone(string name) => SetStep(name, "done");

    public void StepFailed(string name) => SetStep(name, "failed");

    private void SetStep(string name, string state) =>
        Show(status => status with { Steps = [.. status.Steps.Select(step => step.Name == name ? step with { State = state } : step)] });

    /// <summary>Adds a boot step, which is in no plan.</summary>
    public void StepEnded(StepStatus ended) =>
        Show(status => status with
        {
            Steps = [.. status.Steps.Where(step => step.Name != ended.Name), ended],
            CustomData = CustomDataSteps(status.CustomData),
        });

    // If the state cannot be read, the step reports that.
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

    private void Write(Action write)
    {
        if (disabled) return;
        try
        {
            using (root.LockDirectory(LockPath, LockWait)) write();
        }
        catch (FileFailure failure)
        {
            disabled = true;
            log.Warn($"cannot write the status file: {failure.Message}");
        }
    }
}
