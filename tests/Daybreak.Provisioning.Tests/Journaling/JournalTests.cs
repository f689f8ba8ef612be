using Daybreak.Core;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Journaling;

public class JournalTests
{
    private const string Id = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private const string SwappedId = "544c5a1c-cb4e-4b4a-9d7d-6f1f0b8a2b11";
    private const string OtherId = "6e7f8091-a2b3-4c4d-9e5f-60718293a4b5";
    private static readonly DateTimeOffset Time = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_missing_journal_is_empty()
    {
        using var root = new ThrowAwayRoot();
        Assert.Empty(new Journal(root.Directory).Read().Records);
    }

    [Fact]
    public void Is_readable_by_root_only_and_creates_its_directories()
    {
        using var root = new ThrowAwayRoot();
        Begin(root, Id);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(root.Below(Journal.Path)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(root.Below(AgentPaths.StateDirectory)));
    }

    [Fact]
    public void The_same_VM_continues_and_another_VM_starts_a_new_journal()
    {
        using var root = new ThrowAwayRoot();
        Begin(root, Id);
        new Journal(root.Directory).Append(new Reported(Time, "Ready", "200 OK"));
        Begin(root, SwappedId);
        Assert.Equal(3, new Journal(root.Directory).Read().Records.Count);
        Assert.NotNull(new Journal(root.Directory).Read().AcceptedReady);

        Begin(root, OtherId);
        Assert.Single(new Journal(root.Directory).Read().Records);

        Begin(root, null);
        Assert.Null(Assert.IsType<Started>(Assert.Single(new Journal(root.Directory).Read().Records)).VmId);
    }

    [Fact]
    public void Cut_off_at_any_byte_it_keeps_every_complete_line_and_accepts_the_next()
    {
        using var root = new ThrowAwayRoot();
        Begin(root, Id);
        var journal = new Journal(root.Directory);
        journal.Append(new Matched(Time, 2), new Reported(Time, "Ready", "200 OK"));
        byte[] whole = File.ReadAllBytes(root.Below(Journal.Path));
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(root.Below(Journal.Path), whole[..length]);
            int lines = whole[..length].Count(at => at == '\n');
            Assert.Equal(lines, journal.Read().Records.Count);

            journal.Append(new Matched(Time, 99));

            Assert.Equal(new Matched(Time, 99), journal.Read().Records[^1]);
            // A line without its end is completed; other incomplete lines are ignored.
            Assert.InRange(journal.Read().Records.Count, lines + 1, lines + 2);
        }
    }

    [Fact]
    public void Ignores_zeros_of_a_file_system_that_lost_data()
    {
        using var root = new ThrowAwayRoot();
        Begin(root, Id);
        using (var file = new FileStream(root.Below(Journal.Path), FileMode.Append)) file.Write(new byte[4096]);

        new Journal(root.Directory).Append(new Matched(Time, 1));

        Assert.Equal(2, new Journal(root.Directory).Read().Records.Count);
    }

    [Theory]
    [InlineData(Id, true)]
    [InlineData(SwappedId, true)]
    [InlineData("1C5A4C54-4ECB-4A4B-9D7D-6F1F0B8A2B11", true)]
    [InlineData(OtherId, false)]
    [InlineData(null, false)]
    public void Provisioned_applies_to_one_VM_id_only(string? machine, bool provisioned)
    {
        var state = new JournalState([new Started(Time, Id, "0.1.0"), new Matched(Time, 1), new Reported(Time, "Ready", "200 OK")]);
        Assert.Equal(provisioned, state.IsProvisioned(Specifications.Identity(machine)));
    }

    [Fact]
    public void Neither_NotReady_nor_a_match_means_provisioned()
    {
        var id = Specifications.Identity(Id);
        Assert.False(JournalState.Empty.IsProvisioned(id));
        Assert.False(new JournalState([new Started(Time, Id, "0.1.0"), new Matched(Time, 1)]).IsProvisioned(id));
        Assert.False(new JournalState([new Started(Time, Id, "0.1.0"), new Reported(Time, "NotReady", "200 OK")]).IsProvisioned(id));
        Assert.False(new JournalState([new Started(Time, null, "0.1.0"), new Reported(Time, "Ready", "200 OK")]).IsProvisioned(id));
    }

    [Fact]
    public void A_new_run_resets_failure_and_match()
    {
        var failed = new JournalState([new Started(Time, Id, "0.1.0"), new Matched(Time, 1), new Failed(Time, "report", "why", ExitStatus.Unreachable)]);
        var again = new JournalState([.. failed.Records, new Started(Time, Id, "0.1.0")]);

        Assert.Equal("why", failed.LastFailure!.Sentence);
        Assert.True(failed.HasMatched);
        Assert.Null(again.LastFailure);
        Assert.False(again.HasMatched);
    }

    private static void Begin(ThrowAwayRoot root, string? vmId)
    {
        var journal = new Journal(root.Directory);
        journal.Begin(new Started(Time, vmId, "0.1.0"), journal.Read());
    }
}
