using Daybreak.Machine.Files;
using Daybreak.Provisioning.Telling;

namespace Daybreak.Provisioning.Status;

/// <summary>Keeps the status file up to date while a run goes on. A status that cannot be written is a warning, once: the run matters more.</summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="time">For the time stamps.</param>
/// <param name="narrator">Hears the warning.</param>
internal sealed class StatusBoard(RootDirectory root, TimeProvider time, Narrator narrator)
{
    private bool broken;
    private bool leftAsItIs;

    public StatusDocument Current { get; private set; } = new(ProvisioningState.Running, null, null, [], null, null, time.GetUtcNow());

    public void Show(Func<StatusDocument, StatusDocument> change)
    {
        var next = change(Current);
        Current = next.State == Current.State ? next : next with { Since = time.GetUtcNow() };
        if (broken || leftAsItIs) return;
        try
        {
            root.Publish(StatusDocument.Path, Current.ToJson(), Permissions.WorldReadable);
        }
        catch (FileFailure failure)
        {
            broken = true;
            narrator.Warn($"the status file is not kept: {failure.Message}");
        }
    }

    /// <summary>This run is none that the status tells of.</summary>
    public void LeaveAsItIs() => leftAsItIs = true;

    public void StepDone(string name) =>
        Show(status => status with { Steps = [.. status.Steps.Select(step => step.Name == name ? step with { State = "done" } : step)] });

    public void StepFailed(string name) =>
        Show(status => status with { Steps = [.. status.Steps.Select(step => step.Name == name ? step with { State = "failed" } : step)] });
}
