using Daybreak.Tests.Rig;

namespace Daybreak.Tests.CommandLine;

public class MigrateTests
{
    [Fact]
    public void Prints_a_configuration_that_loads_without_a_warning()
    {
        using var machine = MachineRoot.Debian().Write("/etc/waagent.conf", "Provisioning.DeleteRootPassword=n\nResourceDisk.MountPoint=/data\nHttpProxy.Host=None\n")
            .Write("/etc/cloud/cloud.cfg", "system_info: {default_user: {groups: [adm, sudo]}}\ndisable_root: true\n").Write("/etc/cloud/cloud.cfg.d/90_dpkg.cfg", "datasource_list: [ Azure ]\n");

        var run = Child.Run(Programs.Agent, ["migrate", "--root", machine.Path]);

        Assert.Equal("""
            # /etc/waagent.conf, /etc/cloud/cloud.cfg, /etc/cloud/cloud.cfg.d/90_dpkg.cfg as daybreak.conf. Keys that are not listed have their defaults.

            [Account]
            # Provisioning.DeleteRootPassword=n
            LockRoot=no
            # system_info: default_user: groups
            Groups=adm sudo

            [TemporaryDisk]
            # ResourceDisk.MountPoint=/data
            MountPoint=/data

            # Without an equivalent:
            # HttpProxy.Host: Daybreak never uses a proxy
            # disable_root: root gets no keys
            # datasource_list: Azure is the only data source

            """, run.Output);
        Assert.Equal((0, ""), (run.Exit, run.Error));
        machine.Write("/etc/daybreak/daybreak.conf", run.Output);
        Assert.DoesNotContain("warning", Child.Run(Programs.Agent, ["status", "--root", machine.Path]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_the_given_files_and_reports_unreadable_ones_in_one_message()
    {
        using var machine = MachineRoot.Debian().Write("/w", "OS.RootDeviceScsiTimeout=120\n").Write("/c/cloud.cfg", "a: [1\n");
        string[] none = ["migrate", "--root", machine.Path];
        Assert.Contains("ScsiTimeout=120\n", Child.Run(Programs.Agent, [.. none, "--waagent", machine.Below("/w")]).Output, StringComparison.Ordinal);
        var odd = Child.Run(Programs.Agent, [.. none, "--cloud-config", machine.Below("/c")]);
        Assert.Equal(65, odd.Exit);
        Assert.StartsWith($"daybreak: {machine.Below("/c")}/cloud.cfg:", Assert.Single(odd.ErrorLines), StringComparison.Ordinal);
        var nothing = Child.Run(Programs.Agent, none);
        Assert.Equal((78, "daybreak: no waagent.conf and no cloud.cfg found; use --waagent FILE or --cloud-config DIR\n"), (nothing.Exit, nothing.Error));
    }
}
