using System.Text;
using Daybreak.Machine.Accounts;

namespace Daybreak.Machine.Tests.Accounts;

public class AccountFileTests
{
    private const string Odd = "root:x:0:0:root:/root:/bin/sh\n# a comment\n\ncaf\u00e9:x:1000:1000:\u00ff:/:/bin/sh\r\ngarbage\n+@admins::::::\n-bob\n";

    private static AccountFile File(string text, AccountFileKind? kind = null) => AccountFile.Of(kind ?? AccountFileKind.Passwd, Encoding.Latin1.GetBytes(text));

    private static string? Written(AccountFile file) => file.Edit() is { } edit ? Encoding.Latin1.GetString(edit.Content.Span) : null;

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n")]
    [InlineData("root:x:0:0:root:/root:/bin/sh")]
    [InlineData(Odd)]
    public void Keeps_a_file_unchanged_without_an_edit(string text)
    {
        Assert.Null(File(text).Edit());
        Assert.Null(File(text).With([.. File("root:x:0:0:root:/root:/bin/sh\n").Find("root")!]).Edit() is { } edit && text.StartsWith("root", StringComparison.Ordinal) ? edit : null);
    }

    [Fact]
    public void Adds_an_entry_before_the_NIS_lines_and_keeps_all_other_bytes() =>
        Assert.Equal(Odd.Replace("+@", "ada:x:1:1::/home/ada:/bin/sh\n+@", StringComparison.Ordinal), Written(File(Odd).With("ada", "x", "1", "1", "", "/home/ada", "/bin/sh")));

    [Fact]
    public void Replaces_an_entry_in_its_position() =>
        Assert.Equal("a:1:1\nb:9:9\n# c\nb:3:3\n", Written(File("a:1:1\nb:2:2\n# c\nb:3:3", AccountFileKind.SubUid).With("b", "9", "9")));

    [Theory]
    [InlineData("root", true, false)]
    [InlineData("garbage", false, false)]
    [InlineData("+@admins", false, true)]
    [InlineData("roo", false, false)]
    [InlineData("caf\u00e9", true, false)]
    public void Finds_entries_by_the_complete_name(string name, bool found, bool broken) =>
        Assert.Equal((found, broken), (File(Odd).Find(name) is not null, File(Odd).IsBroken(name)));

    [Fact]
    public void Distinguishes_a_missing_file_from_an_empty_one()
    {
        Assert.False(AccountFile.Of(AccountFileKind.Group, null).Exists);
        Assert.True(File("", AccountFileKind.Group).Exists);
        Assert.Null(AccountFile.Of(AccountFileKind.Group, null).Edit());
        Assert.Null(AccountFile.Of(AccountFileKind.Group, null).With("a", "x", "1", "").Edit()!.Planned);
    }

    [Theory]
    [InlineData("a:b", "x", "1", "")]
    [InlineData("a\nroot::0:", "x", "1", "")]
    [InlineData("a\u0100", "x", "1", "")]
    [InlineData("a", "x", "1")]
    public void Rejects_fields_that_would_create_another_entry(params string[] fields) => Assert.Throws<ArgumentException>(() => File("", AccountFileKind.Group).With(fields));

    [Theory]
    [InlineData("", 1000, 1000, 60000)]
    [InlineData("a:x:1000:\nb:x:1004:\n", 1005, 1000, 60000)]
    [InlineData("a:x:1000:\nb:x:1004:\n", 1001, 1000, 1004)]
    [InlineData("a:x:1000:\nb:x:1001:\n", null, 1000, 1001)]
    [InlineData("a:x:4294967295:\nb:x:99999999999:\nc:x:-5:\nd:x::\n", 1000, 1000, 60000)]
    [InlineData("a:x:4294967294:\n", null, 4294967294, 4294967294)]
    [InlineData("", null, 5, 4)]
    public void Selects_the_id_after_the_highest_one_or_in_the_first_gap(string groups, object? expected, uint first, uint last) =>
        Assert.Equal(expected is null ? null : Convert.ToUInt32(expected), FreeId.Next(File(groups, AccountFileKind.Group), first, last));

    [Theory]
    [InlineData("", 100000u)]
    [InlineData("a:100000:65536\n", 165536u)]
    [InlineData("a:165536:65536\n", 100000u)]
    [InlineData("a:165535:65536\n", 231071u)]
    [InlineData("b:300000:10\na:100000:65536\n", 165536u)]
    [InlineData("a:100000:4294967294\n", null)]
    [InlineData("a:0:600100001\n", null)]
    [InlineData("a:1:1\na:2:x\nb:99999:1\n", 100000u)]
    public void Selects_the_first_gap_that_is_large_enough_for_a_range(string text, object? expected) =>
        Assert.Equal((uint?)expected, FreeId.NextRange(File(text, AccountFileKind.SubUid), new SubordinateRange(100000, 600100000, 65536)));

    [Theory]
    [InlineData("1969-12-31T00:00:00Z", "")]
    [InlineData("1970-01-01T00:00:30Z", "")]
    [InlineData("2019-12-31T23:59:59Z", "")]
    [InlineData("2020-01-01T00:00:00Z", "18262")]
    [InlineData("2026-03-01T23:59:59Z", "20513")]
    public void Returns_no_day_if_the_clock_is_obviously_wrong(string now, string day) => Assert.Equal(day, ShadowEntry.Today(new Fixed(DateTimeOffset.Parse(now))));

    private sealed class Fixed(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
