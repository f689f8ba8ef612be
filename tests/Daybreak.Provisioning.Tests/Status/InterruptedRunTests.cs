using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Status;

public sealed class InterruptedRunTests : IDisposable
{
    private const string Id = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private const string Lock = "/run/daybreak/lock";
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly RunProcess Gone = new(int.MaxValue, 12, IsLocalPhase: false);
    private readonly ThrowAwayRoot root = new();

    public void Dispose() => root.Dispose();

    private (ProvisioningState State, bool IsOfThisBoot) Read()
    {
        var (status, isOfThisBoot) = StatusReader.Read(root.Directory, null);
        return (status.State, isOfThisBoot);
    }

    private void Publish(ProvisioningState state, string? doing, RunProcess? process) =>
        root.Write(StatusDocument.Path, System.Text.Encoding.UTF8.GetString(new StatusDocument(state, Id, doing, [], null, null, Time) { Process = process }.ToJson()));

    [Theory]
    [InlineData(ProvisioningState.Running, ProvisioningState.Interrupted)]
    [InlineData(ProvisioningState.Unreported, ProvisioningState.Interrupted)]
    [InlineData(ProvisioningState.Provisioned, ProvisioningState.Provisioned)]
    [InlineData(ProvisioningState.Failed, ProvisioningState.Failed)]
    public void A_run_without_a_process_is_interrupted_unless_it_has_ended(ProvisioningState written, ProvisioningState read)
    {
        Publish(written, "changes", Gone);
        root.Write(Lock, "");
        Assert.Equal((read, true), Read());
    }

    [Fact]
    public void A_run_with_a_process_is_running() => AssertRunning(RunProcess.Current(isLocalPhase: false));

    [Fact]
    public void Another_process_with_the_same_id_does_not_count()
    {
        var current = RunProcess.Current(isLocalPhase: false);
        Publish(ProvisioningState.Running, "changes", current with { Start = current.Start + 1 });
        Assert.Equal(ProvisioningState.Interrupted, Read().State);
    }

    [Fact]
    public void A_run_is_running_while_a_process_holds_the_lock()
    {
        Publish(ProvisioningState.Running, "changes", Gone);
        using (root.Directory.TryLock(Lock)) Assert.Equal(ProvisioningState.Running, Read().State);
        Assert.Equal(ProvisioningState.Interrupted, Read().State);
        // The check does not block the next run.
        using var next = root.Directory.TryLock(Lock);
        Assert.NotNull(next);
    }

    [Theory]
    [InlineData(ProvisioningState.Running, "waiting for the network")]
    [InlineData(ProvisioningState.Unreported, null)]
    public void A_run_between_its_phases_is_not_interrupted(ProvisioningState state, string? doing)
    {
        Publish(state, doing, null);
        Assert.Equal((state, true), Read());
    }

    [Fact]
    public void After_a_restart_a_run_without_an_end_is_interrupted()
    {
        root.MakeDirectory("/var/lib/daybreak");
        var journal = new Journal(root.Directory);
        journal.Begin(new Started(Time, Id, "0.1.0"), journal.Read());
        Assert.Equal((ProvisioningState.Interrupted, false), Read());

        journal.Append(new Matched(Time, 1));
        Assert.Equal((ProvisioningState.Unreported, false), Read());
    }

    [Fact]
    public void Reading_creates_no_lock_file()
    {
        Publish(ProvisioningState.Running, "changes", Gone);
        Read();
        Assert.False(root.Has(Lock));
    }

    private void AssertRunning(RunProcess process)
    {
        Publish(ProvisioningState.Running, "changes", process);
        Assert.Equal((ProvisioningState.Running, true), Read());
    }
}
