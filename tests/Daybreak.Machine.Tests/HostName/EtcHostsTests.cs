using Daybreak.Machine.HostName;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Machine.Tests.HostName;

public sealed class EtcHostsTests
{
    private static readonly Gen<string> Line =
        from address in Gen.Elements("127.0.0.1", "127.0.1.1", "127.0.1.10", "::1", "10.0.0.4", "", "# 127.0.1.1", "#")
        from gap in Gen.Elements(" ", "\t", "  \t ", "")
        from names in Gen.Elements("localhost", "debian", "web", "web.internal", "other web", "WEB", "webx", "", "a b # web", "x#y", "größe")
        from lead in Gen.Elements("", "", "", " ", "\t")
        from end in Gen.Elements("", "", "", "\r", " ", " # comment")
        select lead + address + gap + names + end;

    private static readonly Arbitrary<string> Files =
        (from lines in Gen.ListOf(Line) from last in Gen.Elements("", "\n") select string.Join('\n', lines) + last).ToArbitrary();

    [Theory]
    [InlineData("", "")]
    [InlineData("127.0.0.1\tlocalhost\n", "127.0.0.1\tlocalhost\n")]
    [InlineData("127.0.0.1\tlocalhost\n127.0.1.1\tdebian\n", "127.0.0.1\tlocalhost\n127.0.1.1\tweb\n")]
    [InlineData("127.0.1.1 image.local image", "127.0.1.1\tweb")]
    [InlineData("  127.0.1.1  image  \n\n", "127.0.1.1\tweb\n\n")]
    [InlineData("127.0.1.1 image # the image's own\n", "127.0.1.1\tweb\t# the image's own\n")]
    [InlineData("127.0.1.1 image#web\n", "127.0.1.1\tweb\t#web\n")]
    [InlineData("127.0.1.1 image\r\n::1 localhost\r\n", "127.0.1.1\tweb\r\n::1 localhost\r\n")]
    [InlineData("127.0.1.1 image # c\r\n", "127.0.1.1\tweb\t# c\r\n")]
    [InlineData("127.0.1.1\n", "127.0.1.1\tweb\n")]
    [InlineData("127.0.1.1 web\n", "127.0.1.1 web\n")]
    [InlineData("127.0.1.1 image web\n", "127.0.1.1 image web\n")]
    [InlineData("127.0.1.1 web.internal.cloudapp.net\n", "127.0.1.1 web.internal.cloudapp.net\n")]
    [InlineData("127.0.1.1 webx\n", "127.0.1.1\tweb\n")]
    [InlineData("127.0.1.1 a\n127.0.1.1 web\n", "127.0.1.1 a\n127.0.1.1 web\n")]
    [InlineData("127.0.1.1 a\n127.0.1.1 b\n", "127.0.1.1\tweb\n127.0.1.1 b\n")]
    [InlineData("#127.0.1.1 image\n127.0.1.10 image\n10.0.0.4 web\n", "#127.0.1.1 image\n127.0.1.10 image\n10.0.0.4 web\n")]
    public void Sets_the_name_on_the_line_for_127_0_1_1(string hosts, string expected) => Assert.Equal(expected, EtcHosts.WithOwnName(hosts, "web"));

    [Fact]
    public void Changes_nothing_the_second_time() => Prop.ForAll(Files, hosts =>
    {
        string once = EtcHosts.WithOwnName(hosts, "web");
        return EtcHosts.WithOwnName(once, "web") == once;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Keeps_all_other_lines_byte_for_byte() => Prop.ForAll(Files, hosts =>
    {
        string[] before = hosts.Split('\n');
        string[] after = EtcHosts.WithOwnName(hosts, "web").Split('\n');
        Assert.Equal(before.Length, after.Length);
        var changed = Enumerable.Range(0, before.Length).Where(i => before[i] != after[i]).ToList();
        Assert.InRange(changed.Count, 0, 1);
        foreach (int i in changed)
        {
            Assert.StartsWith("127.0.1.1", before[i].Trim(), StringComparison.Ordinal);
            Assert.StartsWith("127.0.1.1\tweb", after[i], StringComparison.Ordinal);
            Assert.Equal(before[i].EndsWith('\r'), after[i].EndsWith('\r'));
        }
    }).QuickCheckThrowOnFailure();
}
