using System.Text;
using Daybreak.Core;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Status;

public class StatusDocumentTests
{
    private const string Id = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    private static readonly StatusDocument Full = new(
        ProvisioningState.Failed, Id, "report", [new StepStatus("host-name", "done", 2), new StepStatus("account", "failed", 1)],
        new Reported(Time, "NotReady", "200 OK"), new Failed(Time, "account", "step account: \"no\" room", ExitStatus.CannotWrite), Time);

    [Fact]
    public void Has_the_documented_format() => Assert.Equal(
        """
        {
          "version": 1,
          "state": "failed",
          "since": "2026-03-01T12:00:00.250Z",
          "vmId": "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11",
          "doing": "report",
          "steps": [
            {
              "name": "host-name",
              "state": "done",
              "changes": 2
            },
            {
              "name": "account",
              "state": "failed",
              "changes": 1
            }
          ],
          "report": {
            "state": "NotReady",
            "answer": "200 OK",
            "time": "2026-03-01T12:00:00.250Z"
          },
          "failure": {
            "step": "account",
            "sentence": "step account: \u0022no\u0022 room",
            "exit": 73
          }
        }

        """.ReplaceLineEndings("\n"),
        Encoding.UTF8.GetString(Full.ToJson()));

    [Theory]
    [InlineData(ProvisioningState.NotStarted, false)]
    [InlineData(ProvisioningState.Running, false)]
    [InlineData(ProvisioningState.Unreported, false)]
    [InlineData(ProvisioningState.Provisioned, true)]
    [InlineData(ProvisioningState.Failed, true)]
    public void Reads_what_was_written(ProvisioningState state, bool final)
    {
        var status = Full with { State = state, Process = new RunProcess(812, 3456, IsLocalPhase: true) };
        var read = StatusReader.Parse(status.ToJson())!;
        Assert.Equal(status.ToJson(), read.ToJson());
        Assert.Equal((state, final), (read.State, read.IsFinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"version": 2, "state": "provisioned", "since": "2026-03-01T12:00:00Z", "steps": []}""")]
    [InlineData("""{"version": 1, "state": "happy", "since": "2026-03-01T12:00:00Z", "steps": []}""")]
    [InlineData("""{"version": 1, "state": "provisioned", "since": "now", "steps": []}""")]
    [InlineData("""{"version": 1, "state": "provisioned", "since": "2026-03-01T12:00:00Z"}""")]
    [InlineData("""{"version": 1, "state": "provisioned", "since": "2026-03-01T12:00:00Z", "steps": [1]}""")]
    [InlineData("""{"version": 1, "state": "provisioned", "since": "2026-03-01T12:00:00Z", "steps": [], "report": 1}""")]
    public void Uses_the_journal_if_the_file_is_invalid(string content)
    {
        Assert.Null(StatusReader.Parse(Encoding.UTF8.GetBytes(content)));

        using var root = new ThrowAwayRoot();
        root.Write(StatusDocument.Path, content);
        Assert.Equal(ProvisioningState.NotStarted, StatusReader.Read(root.Directory, null).Status.State);
    }

    public static TheoryData<ProvisioningState, JournalRecord[]> Journals => new()
    {
        { ProvisioningState.NotStarted, [] },
        { ProvisioningState.Running, [new Started(Time, Id, "0.1.0")] },
        { ProvisioningState.Unreported, [new Started(Time, Id, "0.1.0"), new Matched(Time, 1)] },
        { ProvisioningState.Provisioned, [new Started(Time, Id, "0.1.0"), new Matched(Time, 1), new Reported(Time, "Ready", "200 OK")] },
        { ProvisioningState.Failed, [new Started(Time, Id, "0.1.0"), new Matched(Time, 1), new Failed(Time, "report", "deaf", ExitStatus.Unreachable)] },
        { ProvisioningState.Failed, [new Started(Time, Id, "0.1.0"), new Reported(Time, "NotReady", "200 OK"), new Failed(Time, "sources", "bad", ExitStatus.BadData)] },
        { ProvisioningState.Running, [new Started(Time, Id, "0.1.0"), new Failed(Time, "sources", "bad", ExitStatus.BadData), new Started(Time, Id, "0.1.0")] },
    };

    [Theory]
    [MemberData(nameof(Journals))]
    public void After_a_restart_the_state_comes_from_the_journal(ProvisioningState state, JournalRecord[] records)
    {
        var status = StatusDocument.FromJournal(new JournalState(records));
        Assert.Equal(state, status.State);
        Assert.Equal(records.Length == 0 ? null : Id, status.VmId);
        Assert.Equal(state == ProvisioningState.Failed, status.Failure is not null);
    }
}
