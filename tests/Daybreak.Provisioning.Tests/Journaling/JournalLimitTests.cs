using Daybreak.Core;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Timing;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Provisioning.Tests.Journaling;

/// <summary>The journal of an old VM stays short, with the same state as the complete one.</summary>
public sealed class JournalLimitTests
{
    private const string Id = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<JournalRecord> Records = Gen.Frequency(
        (6, from kind in Gen.Elements(RunKind.Boot, RunKind.Boot, RunKind.Boot, RunKind.Local, RunKind.Whole)
            from count in Gen.Choose(0, 60)
            select (JournalRecord)new Timed(Start, 7000, [.. Enumerable.Range(0, count).Select(i => new TimeSpent($"step-{i}", i, 1))], kind)),
        (1, Gen.Constant<JournalRecord>(new Started(Start, Id, "0.1.0"))),
        (1, from changes in Gen.Choose(0, 50) select (JournalRecord)new Matched(Start, changes)),
        (1, from state in Gen.Elements("Ready", "NotReady") select (JournalRecord)new Reported(Start, state, "200 OK")),
        (1, from length in Gen.Choose(0, 3000) from character in Gen.Elements('x', '語', '"') select (JournalRecord)new Failed(Start, "sources", new string(character, length), ExitStatus.Unreachable)));

    private static string Says(JournalState state)
    {
        var status = StatusDocument.FromJournal(state);
        return string.Join('\n',
            state.VmId, state.IsProvisioned(Specifications.Identity(Id)), state.LastStart, state.AcceptedReady, state.LastFailure, state.HasMatched,
            Line(state.LastTimes), Line(state.LastBoot), status.State, status.Report, status.Failure, status.Since);
    }

    private static string? Line(Timed? times) => times is null ? null : System.Text.Encoding.UTF8.GetString(JournalLine.Write(times));

    [Fact]
    public void Stays_below_the_limit_and_keeps_its_state()
    {
        Prop.ForAll(Gen.ArrayOf(Records, 400).ToArbitrary(), added =>
        {
            using var root = new ThrowAwayRoot();
            var journal = new Journal(root.Directory);
            journal.Begin(new Started(Start, Id, "0.1.0"), journal.Read());
            var all = new List<JournalRecord> { new Started(Start, Id, "0.1.0") };
            for (int i = 0; i < added.Length; i++)
            {
                // Each has its own time, so that no two are equal.
                var record = added[i] with { Time = Start.AddMinutes(i + 1) };
                all.Add(record);
                journal.Append(record);
                Assert.InRange(new FileInfo(root.Below(Journal.Path)).Length, 1, Journal.SizeLimit);
                if (i % 20 == 0 || i == added.Length - 1) Assert.Equal(Says(new JournalState(all)), Says(journal.Read()));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    [Fact]
    public void Keeps_the_newest_timings_and_the_accepted_report_for_ten_years()
    {
        using var root = new ThrowAwayRoot();
        var journal = new Journal(root.Directory);
        journal.Begin(new Started(Start, Id, "0.1.0"), journal.Read());
        journal.Append(new Failed(Start, "sources", "why", ExitStatus.Unreachable));
        journal.Begin(new Started(Start, Id, "0.1.0"), journal.Read());
        journal.Append(new Matched(Start, 12), new Reported(Start, "Ready", "200 OK"), Boot(0) with { Kind = RunKind.Whole });
        for (int day = 1; day <= 3650; day++) journal.Append(Boot(day));

        var state = journal.Read();

        Assert.InRange(new FileInfo(root.Below(Journal.Path)).Length, Journal.SizeLimit / 4, Journal.SizeLimit);
        Assert.True(state.IsProvisioned(Specifications.Identity(Id)));
        Assert.Equal((Start, Start.AddDays(3650)), (state.LastTimes!.Time, state.LastBoot!.Time));
        Assert.True(state.HasMatched);
        Assert.InRange(state.Records.OfType<Timed>().Count(times => times.Kind == RunKind.Boot), 50, 3000);
    }

    [Fact]
    public void The_longest_used_lines_fit_in_the_limit()
    {
        using var root = new ThrowAwayRoot();
        var journal = new Journal(root.Directory);
        journal.Begin(new Started(Start, Id, new string('v', 100_000)), journal.Read());
        TimeSpent[] spans = [.. Enumerable.Range(0, 5000).Select(i => new TimeSpent("run-custom-data", i + 0.123, 123456.789))];
        for (int i = 0; i < 3; i++)
        {
            journal.Append(
                new Matched(Start, 1), new Reported(Start, "Ready", new string('語', 20_000)), new Failed(Start, new string('s', 20_000), new string('語', 200_000), ExitStatus.Unreachable),
                new Timed(Start, 1, spans, RunKind.Local), new Timed(Start, 1, spans), new Timed(Start, 1, spans, RunKind.Boot));
            Assert.InRange(new FileInfo(root.Below(Journal.Path)).Length, 1, Journal.SizeLimit);
        }
        var state = journal.Read();
        Assert.Equal((256, '…'), (state.LastBoot!.Spans.Count, state.LastFailure!.Sentence[^1]));
        Assert.NotNull(state.AcceptedReady);
    }

    private static Timed Boot(int day) =>
        new(Start.AddDays(day), 4000, [.. Enumerable.Range(0, 8).Select(i => new TimeSpent($"step-{i}", i, 1.5))], RunKind.Boot);
}
