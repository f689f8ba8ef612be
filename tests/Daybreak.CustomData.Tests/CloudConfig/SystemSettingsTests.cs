using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.CustomData.Tests.CloudConfig;

/// <summary>The changes for time zone, locale, time servers, mounts and swap, applied to a root directory.</summary>
public class SystemSettingsTests
{
    [Fact]
    public void Sets_the_time_zone()
    {
        using var root = new ThrowAwayRoot().Write("/usr/share/zoneinfo/Europe/Berlin", "TZif").Write("/etc/localtime", "copy").Write("/etc/timezone", "Etc/UTC\n");
        Boot(root, "timezone: Europe/Berlin");

        Assert.Equal("../usr/share/zoneinfo/Europe/Berlin", new FileInfo(root.Below("/etc/localtime")).LinkTarget);
        Assert.Equal("Europe/Berlin\n", root.Read("/etc/timezone"));
    }

    [Fact]
    public void Reports_a_time_zone_that_the_machine_does_not_have()
    {
        using var root = new ThrowAwayRoot();
        var run = Boot(root, "timezone: Europe/Berlin");

        Assert.False(Assert.Single(run.State.Items).Succeeded);
        Assert.Contains(run.Messages, line => line.Contains("unknown time zone Europe/Berlin: /usr/share/zoneinfo/Europe/Berlin does not exist", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "LANG=de_DE.utf8\n")]
    [InlineData("LC_TIME=C\nLANG=C\nLANG=en_US\n", "LC_TIME=C\nLANG=de_DE.utf8\n")]
    [InlineData("LANG=de_DE.utf8\nLC_TIME=C", "LANG=de_DE.utf8\nLC_TIME=C")]
    public void Sets_the_locale_and_keeps_other_lines(string before, string after)
    {
        using var root = new ThrowAwayRoot().Write("/etc/default/locale", before).Write("/etc/locale.gen", "# de_DE.UTF-8 UTF-8");
        Boot(root, "locale: de_DE.utf8");

        Assert.Equal(after, root.Read("/etc/default/locale"));
        Assert.Equal("# de_DE.UTF-8 UTF-8\nde_DE.UTF-8 UTF-8\n", root.Read("/etc/locale.gen"));
    }

    [Theory]
    [InlineData("en_GB.ISO-8859-15", "en_GB.ISO-8859-15 ISO-8859-15\n")]
    [InlineData("en_GB", "en_GB.UTF-8 UTF-8\n")]
    [InlineData("C.UTF-8", "")]
    public void Generates_the_locale_with_its_character_set(string locale, string generated)
    {
        using var root = new ThrowAwayRoot().Write("/etc/locale.gen", "");
        Boot(root, $"locale: {locale}");

        Assert.Equal($"LANG={locale}\n", root.Read("/etc/locale.conf"));
        Assert.Equal(generated, root.Read("/etc/locale.gen"));
    }

    [Theory]
    [InlineData("auto", "/etc/chrony/conf.d/90-daybreak.conf", "server a iburst\npool b iburst\n")]
    [InlineData("chrony", "/etc/chrony/conf.d/90-daybreak.conf", "server a iburst\npool b iburst\n")]
    [InlineData("systemd-timesyncd", "/etc/systemd/timesyncd.conf.d/90-daybreak.conf", "[Time]\nNTP=a b\n")]
    public void Configures_the_time_client(string client, string path, string content)
    {
        using var root = new ThrowAwayRoot().MakeDirectory("/etc/chrony/conf.d").Write("/usr/lib/systemd/systemd-timesyncd", "");
        var run = Boot(root, $"ntp: {{servers: [a], pools: [b], ntp_client: {client}}}");

        Assert.Equal(content, root.Read(path));
        Assert.Equal(["ntp-restart"], run.Kernel.Programs.Select(Path.GetFileName));
    }

    [Fact]
    public void Reports_a_missing_time_client()
    {
        using var root = new ThrowAwayRoot();
        Assert.Contains(Boot(root, "ntp: {servers: [a]}").Messages, line => line.Contains("the time servers need systemd-timesyncd or chrony", StringComparison.Ordinal));
    }

    [Fact]
    public void Adds_mounts_and_swap_to_fstab_once()
    {
        using var root = new ThrowAwayRoot().Write("/etc/fstab", "/dev/old /data ext4 defaults 0 2");
        Boot(root, "mounts: [[sdc, /data], [sdd1, '/my disk', xfs]]\nswap: {size: 2G}\nmount_default_fields: [None, None, auto, 'defaults,nofail']");

        Assert.Equal(
            "/dev/old /data ext4 defaults 0 2\n/swap.img\tnone\tswap\tsw\t0\t0\n/dev/sdd1\t/my\\040disk\txfs\tdefaults,nofail\t0\t2\n",
            root.Read("/etc/fstab"));
        Assert.True(root.Has("/my disk"));
        Assert.Contains("count=2048", root.Read("/var/lib/daybreak/custom-data.d/swap"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2G", 2048)]
    [InlineData("1.5GiB", 1536)]
    [InlineData("1TB", 1048576)]
    [InlineData("536870912", 512)]
    public void Reads_the_size_of_a_swap_file(string size, int mebibytes)
    {
        using var root = new ThrowAwayRoot();
        Boot(root, $"swap: {{size: {size}}}");
        Assert.Contains($" count={mebibytes} ", root.Read("/var/lib/daybreak/custom-data.d/swap"), StringComparison.Ordinal);
    }

    private static CustomDataRun Boot(ThrowAwayRoot root, string yaml)
    {
        var run = new CustomDataRun(root, $"#cloud-config\n{yaml}\n");
        run.Boot();
        Assert.True(run.State.IsFinished);
        Assert.Empty(run.Plan());
        return run;
    }
}
