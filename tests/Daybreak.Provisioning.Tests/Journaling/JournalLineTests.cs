using System.Text;
using Daybreak.Core;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests.Journaling;

public class JournalLineTests
{
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567);

    public static TheoryData<JournalRecord> Records =>
    [
        new Started(Time, "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11", "0.1.0"),
        new Started(Time, null, "0.1.0"),
        new Matched(Time, 12),
        new Reported(Time, "Ready", "200 OK"),
        new Failed(Time, "sources", "it said \"no\"\nand <more> ü \u001b 🌄", ExitStatus.BadData),
        new Timed(Time, 4200, [new TimeSpent("IMDS", 0.125, 11.5), new TimeSpent("check", 20, 0)]),
        new Timed(Time, null, []),
        new Timed(Time, 1, [], RunKind.Local),
        new Timed(Time, 1, [], RunKind.Boot),
    ];

    [Theory]
    [MemberData(nameof(Records))]
    public void Reads_what_was_written(JournalRecord record)
    {
        byte[] line = JournalLine.Write(record);

        Assert.Equal(line.Length - 1, Array.IndexOf(line, (byte)'\n'));
        var read = JournalLine.Read(line.AsMemory(0, line.Length - 1));
        Assert.Equal(Shown(record), Shown(read!));
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Ignores_a_line_that_is_cut_off_at_any_byte(JournalRecord record)
    {
        byte[] line = JournalLine.Write(record);
        for (int length = 0; length < line.Length - 1; length++) Assert.Null(JournalLine.Read(line.AsMemory(0, length)));
    }

    [Theory]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"matched","changes":1}""", true)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"matched","changes":1,"later":[{}]}""", true)]
    [InlineData("""{"v":2,"time":"2026-03-01T12:00:00Z","event":"matched","changes":1}""", false)]
    [InlineData("""{"v":"1","time":"2026-03-01T12:00:00Z","event":"matched","changes":1}""", false)]
    [InlineData("""{"v":99999999999,"time":"2026-03-01T12:00:00Z","event":"matched","changes":1}""", false)]
    [InlineData("""{"time":"2026-03-01T12:00:00Z","event":"matched","changes":1}""", false)]
    [InlineData("""{"v":1,"event":"matched","changes":1}""", false)]
    [InlineData("""{"v":1,"time":"yesterday","event":"matched","changes":1}""", false)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"danced"}""", false)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":null}""", false)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"matched","changes":"many"}""", false)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"matched","changes":1e300}""", false)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"reported","state":7,"answer":"200 OK"}""", false)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"reported","state":"\ud800","answer":"200 OK"}""", false)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"timed"}""", false)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"timed","spans":{}}""", false)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"timed","spans":[7]}""", false)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"timed","spans":[{"name":"a","startMs":1e999,"ms":1}]}""", false)]
    [InlineData("""{"v":1,"time":"2026-03-01T12:00:00Z","event":"timed","spans":[{"name":"a","startMs":-5,"ms":1}]}""", false)]
    [InlineData("[]", false)]
    [InlineData("null", false)]
    [InlineData("1", false)]
    [InlineData("", false)]
    [InlineData("\0\0\0\0", false)]
    public void Ignores_unknown_lines(string line, bool readable) =>
        Assert.Equal(readable, JournalLine.Read(Encoding.UTF8.GetBytes(line)) is not null);

    [Fact]
    public void Arbitrary_damage_never_throws()
    {
        var random = new Random(20260301);
        byte[][] lines = [.. Records.Select(row => JournalLine.Write(row.Data))];
        for (int i = 0; i < 20_000; i++)
        {
            byte[] line = [.. lines[random.Next(lines.Length)]];
            for (int damage = random.Next(1, 4); damage > 0; damage--) line[random.Next(line.Length)] = (byte)random.Next(256);
            _ = JournalLine.Read(line);
        }
    }

    // Lists in records compare by reference.
    private static string Shown(JournalRecord record) =>
        record is Timed timed ? $"{timed.Time:O} {timed.UptimeAtStart} {string.Join(' ', timed.Spans)}" : record.ToString();
}
