using Daybreak.Configuration;
using Daybreak.Machine.Files;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Configuration;

public class SettingsLoaderTests
{
    private const string Local = "/etc/daybreak/daybreak.conf";
    private const string Unknown = "is not known and has no effect";
    private const string NoTime = "is not a time of at least 1 s, such as 18min, and has no effect";

    [Fact]
    public void Without_files_the_defaults_hold()
    {
        using var root = new ThrowAwayRoot();
        Assert.Equal((new Settings(), 0), Load(root));
    }

    [Fact]
    public void What_is_read_later_wins()
    {
        using var root = new ThrowAwayRoot();
        root.Write("/usr/lib/daybreak/daybreak.conf", "[Provisioning]\nDeadline=10min\n");
        Assert.Equal(10, Load(root).Settings.Deadline.TotalMinutes);
        root.Write(Local, "[Provisioning]\nDeadline=11min\n");
        Assert.Equal(11, Load(root).Settings.Deadline.TotalMinutes);
        root.Write("/etc/daybreak/daybreak.conf.d/20-b.conf", "[Provisioning]\nDeadline=13min\n").Write("/etc/daybreak/daybreak.conf.d/10-a.conf", "[Provisioning]\nDeadline=12min\n");
        Assert.Equal(13, Load(root).Settings.Deadline.TotalMinutes);
        root.Write("/etc/daybreak/daybreak.conf.d/30-c.conf.disabled", "[Provisioning]\nDeadline=14min\n");
        Assert.Equal(13, Load(root).Settings.Deadline.TotalMinutes);
    }

    [Theory]
    [InlineData("ed25519", "ed25519", "")]
    [InlineData("rsa, ed25519", "rsa ed25519", "")]
    [InlineData("none", "", "")]
    [InlineData("", "rsa ecdsa ed25519", "")]
    [InlineData("rsa dsa", "rsa ecdsa ed25519", ":2: HostKeyTypes=rsa dsa is neither none nor a list of rsa, ecdsa, ed25519 and has no effect")]
    [InlineData("none rsa", "rsa ecdsa ed25519", ":2: HostKeyTypes=none rsa is neither none nor a list of rsa, ecdsa, ed25519 and has no effect")]
    public void The_types_of_host_keys(string value, string types, string warning)
    {
        using var root = new ThrowAwayRoot();
        root.Write(Local, $"[Ssh]\nHostKeyTypes={value}\n");
        var warnings = new List<string>();

        var settings = SettingsLoader.Load(path => root.Directory.Read(path), path => root.Directory.List(path), warnings.Add);

        Assert.Equal(types, string.Join(' ', settings.HostKeys.Types));
        Assert.Equal(warning.Length == 0 ? [] : [Local + warning], warnings);
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
    [InlineData("Deadline=5min\n", 18, ":1: [] Deadline= " + Unknown)]
    [InlineData("[Other]\nDeadline=5min\n", 18, ":2: [Other] Deadline= " + Unknown)]
    [InlineData("[Provisioning]\ndeadline=5min\n", 18, ":2: [Provisioning] deadline= " + Unknown)]
    [InlineData("\n\n[Provisioning]\nDeadline=never\n", 18, ":4: Deadline=never " + NoTime)]
    [InlineData("[Provisioning]\nDeadline=\n", 18, ":2: Deadline= " + NoTime)]
    [InlineData("[Provisioning]\nDeadline=10ms\n", 18, ":2: Deadline=10ms " + NoTime)]
    [InlineData("[Provisioning]\nDeadline\n", 18, ":2: neither a section, nor Key=value, nor a comment")]
    [InlineData("[Provisioning]\n=5min\n", 18, ":2: neither a section, nor Key=value, nor a comment")]
    [InlineData("[Provisioning\nDeadline=5min\n", 5, ":1: a section begins with [ and ends with ]")]
    [InlineData("\0\u001b[2J", 18, ":1: neither a section, nor Key=value, nor a comment")]
    public void Each_odd_line_is_one_warning_with_file_and_line(string text, double minutes, string warning)
    {
        using var root = new ThrowAwayRoot();
        root.Write(Local, text);
        var warnings = new List<string>();

        var settings = SettingsLoader.Load(path => root.Directory.Read(path), path => root.Directory.List(path), warnings.Add);

        Assert.Equal(minutes, settings.Deadline.TotalMinutes);
        if (warning.Length == 0) Assert.Empty(warnings);
        else Assert.Equal(Local + warning, Assert.Single(warnings));
    }

    [Theory]
    [InlineData("[Media]\nWait=2min\n", "")]
    [InlineData("[Media]\nWait=soon\n", ":2: Wait=soon is not a time of at least 0 s, such as 18min, and has no effect")]
    [InlineData("[Media]\nRelease=yes\n", "")]
    [InlineData("[Media]\nRelease=maybe\n", ":2: Release=maybe is neither yes nor no and has no effect")]
    [InlineData("[Platform]\nReportHostKey=TRUE\n", "")]
    [InlineData("[Platform]\nReportHostKey=2\n", ":2: ReportHostKey=2 is neither yes nor no and has no effect")]
    [InlineData("[Platform]\nHealthProtocol=json\n", "")]
    [InlineData("[Platform]\nHealthProtocol=yaml\n", ":2: HealthProtocol=yaml is neither xml nor json and has no effect")]
    public void Every_key_is_either_taken_or_warned_about(string text, string warning)
    {
        var warnings = new List<string>();

        var settings = SettingsLoader.LoadOnly(text, Local, warnings.Add);

        Assert.Equal(warning.Length == 0, settings != new Settings());
        Assert.Equal(warning.Length == 0 ? [] : [Local + warning], warnings);
    }

    [Fact]
    public void A_file_that_is_no_file_is_a_failure_that_names_it()
    {
        using var root = new ThrowAwayRoot();
        root.MakeDirectory(Local);
        Assert.Contains(Local, Assert.Throws<FileFailure>(() => SettingsLoader.Load(path => root.Directory.Read(path), path => root.Directory.List(path), _ => { })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_file_alone_is_read_without_the_others()
    {
        var warnings = new List<string>();
        Assert.Equal(2, SettingsLoader.LoadOnly("[Provisioning]\nDeadline=2min\nX=1", "mine.conf", warnings.Add).Deadline.TotalMinutes);
        Assert.Equal($"mine.conf:3: [Provisioning] X= {Unknown}", Assert.Single(warnings));
    }

    private static (Settings Settings, int Warnings) Load(ThrowAwayRoot root)
    {
        int warnings = 0;
        return (SettingsLoader.Load(path => root.Directory.Read(path), path => root.Directory.List(path), _ => warnings++), warnings);
    }
}
