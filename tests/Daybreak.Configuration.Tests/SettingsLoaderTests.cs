using System.Text;

namespace Daybreak.Configuration.Tests;

public class SettingsLoaderTests
{
    private const string Local = "/etc/daybreak/daybreak.conf";
    private const string Unread = "expected [Section], Key=value or a comment; the line is ignored";
    private const string NoTime = "is not a time of at least 1 s, such as 18min; the setting is ignored";

    private readonly SortedDictionary<string, string> files = new(StringComparer.Ordinal);
    private readonly List<string> warnings = [];

    [Fact]
    public void Without_files_the_defaults_hold()
    {
        Assert.Equal(new Settings(), Load());
        Assert.Empty(warnings);
    }

    [Fact]
    public void A_later_file_overrides_an_earlier_one()
    {
        files["/usr/lib/daybreak/daybreak.conf"] = "[Provisioning]\nDeadline=10min\n";
        Assert.Equal(10, Load().Deadline.TotalMinutes);
        files[Local] = "[Provisioning]\nDeadline=11min\n";
        Assert.Equal(11, Load().Deadline.TotalMinutes);
        files["/etc/daybreak/daybreak.conf.d/20-b.conf"] = "[Provisioning]\nDeadline=13min\n";
        files["/etc/daybreak/daybreak.conf.d/10-a.conf"] = "[Provisioning]\nDeadline=12min\n";
        Assert.Equal(13, Load().Deadline.TotalMinutes);
        files["/etc/daybreak/daybreak.conf.d/30-c.conf.disabled"] = "[Provisioning]\nDeadline=14min\n";
        Assert.Equal(13, Load().Deadline.TotalMinutes);
    }

    [Theory]
    [InlineData("ed25519", "ed25519", "")]
    [InlineData("rsa, ed25519", "rsa ed25519", "")]
    [InlineData("none", "", "")]
    [InlineData("", "rsa ecdsa ed25519", "")]
    [InlineData("rsa dsa", "rsa ecdsa ed25519", ":2: HostKeyTypes=rsa dsa is not none or a list of rsa, ecdsa, ed25519; the setting is ignored")]
    [InlineData("none rsa", "rsa ecdsa ed25519", ":2: HostKeyTypes=none rsa is not none or a list of rsa, ecdsa, ed25519; the setting is ignored")]
    public void Reads_the_types_of_host_keys(string value, string types, string warning)
    {
        files[Local] = $"[Ssh]\nHostKeyTypes={value}\n";

        var settings = Load();

        Assert.Equal(types, string.Join(' ', settings.HostKeys.Types));
        Assert.Equal(warning.Length == 0 ? [] : [Local + warning], warnings);
        Assert.All(warnings, message => MessageRules.Check(message));
    }

    [Theory]
    [InlineData("[Provisioning]\nDeadline=5min\n", 5, "")]
    [InlineData("[Provisioning]\r\nDeadline = 5min\r\n", 5, "")]
    [InlineData("\ufeff[Provisioning]\nDeadline=5min\n", 5, "")]
    [InlineData("\ufeff[Provisioning]\r\nDeadline=5min\r\n", 5, "")]
    [InlineData("\ufeff# a comment\r\n\r\n[Provisioning]\r\nDeadline=5min", 5, "")]
    [InlineData("\ufeff", 18, "")]
    [InlineData("# a comment\n; another\n\n  [Provisioning]\n  Deadline=5min", 5, "")]
    [InlineData("[Provisioning]\nDeadline=5min\nDeadline=6min\n", 6, "")]
    [InlineData("Deadline=5min\n", 18, ":1: Deadline= must be in a section; the setting is ignored")]
    [InlineData("[Other]\nDeadline=5min\n", 18, ":2: unknown section [Other]; the setting Deadline= is ignored")]
    [InlineData("[Provisioning]\ndeadline=5min\n", 18, ":2: unknown key deadline= in [Provisioning]; the setting is ignored")]
    [InlineData("\n\n[Provisioning]\nDeadline=never\n", 18, ":4: Deadline=never " + NoTime)]
    [InlineData("[Provisioning]\nDeadline=\n", 18, ":2: Deadline= " + NoTime)]
    [InlineData("[Provisioning]\nDeadline=10ms\n", 18, ":2: Deadline=10ms " + NoTime)]
    [InlineData("[Provisioning]\nDeadline\n", 18, ":2: " + Unread)]
    [InlineData("[Provisioning]\n=5min\n", 18, ":2: " + Unread)]
    [InlineData("[Provisioning\nDeadline=5min\n", 5, ":1: the section has no ] at its end: add it; it is read as [Provisioning]")]
    [InlineData("\0\u001b[2J", 18, ":1: " + Unread)]
    public void Each_invalid_line_is_one_warning_with_file_and_line(string text, double minutes, string warning)
    {
        files[Local] = text;

        var settings = Load();

        Assert.Equal(minutes, settings.Deadline.TotalMinutes);
        if (warning.Length == 0) Assert.Empty(warnings);
        else Assert.Equal(Local + warning, MessageRules.Check(Assert.Single(warnings)));
    }

    [Theory]
    [InlineData("[Media]\nWait=2min\n", "")]
    [InlineData("[Media]\nWait=soon\n", ":2: Wait=soon is not a time such as 18min; the setting is ignored")]
    [InlineData("[Media]\nRelease=yes\n", "")]
    [InlineData("[Media]\nRelease=maybe\n", ":2: Release=maybe is not yes or no; the setting is ignored")]
    [InlineData("[Platform]\nReportHostKey=TRUE\n", "")]
    [InlineData("[Platform]\nReportHostKey=2\n", ":2: ReportHostKey=2 is not yes or no; the setting is ignored")]
    [InlineData("[Platform]\nHealthProtocol=json\n", "")]
    [InlineData("[Platform]\nHealthProtocol=yaml\n", ":2: HealthProtocol=yaml is not xml or json; the setting is ignored")]
    public void A_value_is_either_set_or_a_warning(string text, string warning)
    {
        var settings = SettingsLoader.LoadOnly(text, Local, warnings.Add);

        Assert.Equal(warning.Length == 0, settings != new Settings());
        Assert.Equal(warning.Length == 0 ? [] : [Local + warning], warnings);
        Assert.All(warnings, message => MessageRules.Check(message));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_failure() =>
        Assert.Throws<IOException>(() => SettingsLoader.Load(path => path == Local ? throw new IOException() : null, _ => [], warnings.Add));

    [Fact]
    public void One_file_alone_is_read_without_the_others()
    {
        Assert.Equal(2, SettingsLoader.LoadOnly("[Provisioning]\nDeadline=2min\nX=1", "mine.conf", warnings.Add).Deadline.TotalMinutes);
        Assert.Equal("mine.conf:3: unknown key X= in [Provisioning]; the setting is ignored", Assert.Single(warnings));
    }

    private Settings Load() => SettingsLoader.Load(
        path => files.TryGetValue(path, out string? text) ? Encoding.UTF8.GetBytes(text) : null,
        directory => files.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path)),
        warnings.Add);
}
