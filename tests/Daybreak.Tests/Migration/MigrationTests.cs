using System.Text;
using Daybreak.Configuration;
using Daybreak.Migration;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Tests.Migration;

public class MigrationTests
{
    // Every key of waagent.conf that the agent 2.15 reads or ships, with its shipped value or its default.
    private const string EveryKey = """
        # Microsoft Azure Linux Agent Configuration
        Provisioning.Agent=auto
        Provisioning.Enabled=y
        Provisioning.UseCloudInit=n
        Provisioning.DeleteRootPassword=y
        Provisioning.RegenerateSshHostKeyPair=y
        Provisioning.SshHostKeyPairType=auto
        Provisioning.MonitorHostName=y
        Provisioning.MonitorHostNamePeriod=30
        Provisioning.DecodeCustomData=n
        Provisioning.ExecuteCustomData=n
        Provisioning.PasswordCryptId=6
        Provisioning.PasswordCryptSaltLength=10
        Provisioning.AllowResetSysUser=n
        ResourceDisk.Format=y
        ResourceDisk.Filesystem=ext4
        ResourceDisk.MountPoint=/mnt/resource
        ResourceDisk.MountOptions=None
        ResourceDisk.EnableSwap=n
        ResourceDisk.EnableSwapEncryption=n
        ResourceDisk.SwapSizeMB=0
        OS.RootDeviceScsiTimeout=300
        OS.RootDeviceScsiTimeoutPeriod=30
        OS.RemovePersistentNetRulesPeriod=30
        OS.MonitorDhcpClientRestartPeriod=30
        OS.EnableFirewall=y
        OS.EnableFirewallPeriod=30
        OS.OpensslPath=None
        OS.EnableFIPS=n
        OS.SshDir=/etc/ssh
        OS.SshClientAliveInterval=180
        OS.HomeDir=/home
        OS.PasswordPath=/etc/shadow
        OS.SudoersDir=/etc/sudoers.d
        OS.AllowHTTP=n
        OS.EnableRDMA=n
        OS.UpdateRdmaDriver=n
        OS.CheckRdmaDriver=n
        DVD.MountPoint=/mnt/cdrom/secure
        Lib.Dir=/var/lib/waagent
        Pid.File=/var/run/waagent.pid
        Extension.LogDir=/var/log/azure
        DetectScvmmEnv=n
        Protocol.EndpointDiscovery=dhcp
        HttpProxy.Host=None
        HttpProxy.Port=None
        Logs.Verbose=n
        Logs.Console=y
        Logs.Collect=y
        Logs.CollectPeriod=3600
        Extensions.Enabled=y
        Extensions.GoalStatePeriod=6
        Extensions.InitialGoalStatePeriod=6
        Extensions.WaitForCloudInit=n
        Extensions.WaitForCloudInitTimeout=3600
        AutoUpdate.UpdateToLatestVersion=y
        AutoUpdate.Enabled=y
        AutoUpdate.GAFamily=Prod
        Monitor.NetworkConfigurationChanges=n
        Debug.CgroupCheckPeriod=300
        Debug.EnableFastTrack=y
        CGroups.EnforceLimits=n
        CGroups.Excluded=customscript
        LBProbeResponder=y
        Role.StateConsumer=None
        Role.ConfigurationConsumer=None
        OS.SshdConfigPath=/etc/ssh/sshd_config
        Network.Interface=eth0
        Home.Dir=/home
        """;

    [Fact]
    public void Converts_or_lists_every_key_of_waagent_conf()
    {
        var equivalents = new Equivalents();
        WaAgentFile.Read(EveryKey, equivalents);
        string text = equivalents.ToText();
        // The later of two keys counts.
        string[] overruled = ["Provisioning.RegenerateSshHostKeyPair", "Provisioning.DecodeCustomData", "ResourceDisk.EnableSwap"];
        foreach (string line in EveryKey.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal)))
            if (!overruled.Contains(line.Split('=')[0])) Assert.Contains(line.Split('=')[0], text, StringComparison.Ordinal);
        Assert.DoesNotContain("unknown to the agent", text, StringComparison.Ordinal);
        Assert.DoesNotContain("it is unset", text.Replace("OS.EnableFirewall", "", StringComparison.Ordinal), StringComparison.Ordinal);
        AssertAccepted(text);
    }

    [Fact]
    public void Converts_the_settings_of_waagent_conf()
    {
        var settings = FromWaAgent("Provisioning.DeleteRootPassword=n\nProvisioning.SshHostKeyPairType=ed25519 # short\nProvisioning.ExecuteCustomData=y\nProvisioning.DecodeCustomData=y\nOS.RootDeviceScsiTimeout=\"120\"\nOS.SshClientAliveInterval=60\n");
        Assert.False(settings.Account.LockRoot);
        Assert.Equal(["ed25519"], settings.HostKeys.Types);
        Assert.Equal(CustomDataPolicy.Execute, settings.CustomData.Policy);
        Assert.Equal((120, 60), (settings.Kernel.ScsiTimeout.TotalSeconds, settings.Ssh.ClientAliveInterval.TotalSeconds));
    }

    [Theory]
    [InlineData("Provisioning.RegenerateSshHostKeyPair=n\nProvisioning.SshHostKeyPairType=rsa\n", "")]
    [InlineData("Provisioning.SshHostKeyPairType=rsa\nProvisioning.RegenerateSshHostKeyPair=n\n", "")]
    [InlineData("Provisioning.RegenerateSshHostKeyPair=y\n", "rsa")]
    [InlineData("Provisioning.RegenerateSshHostKeyPair=y\nProvisioning.SshHostKeyPairType=auto\n", "rsa ecdsa ed25519")]
    [InlineData("Provisioning.RegenerateSshHostKeyPair=y\nProvisioning.SshHostKeyPairType=dsa\n", "rsa ecdsa ed25519")]
    public void Converts_the_host_key_types(string waagent, string types) =>
        Assert.Equal(types, string.Join(' ', FromWaAgent(waagent).HostKeys.Types));

    [Theory]
    [InlineData("Provisioning.SshHostKeyPairType=dsa\n", "# Provisioning.SshHostKeyPairType=dsa: [Ssh] HostKeyTypes=dsa would be the equivalent, but HostKeyTypes=dsa is not none or a list of rsa, ecdsa, ed25519; the setting is ignored")]
    [InlineData("Provisioning.DeleteRootPassword=maybe\n", "# Provisioning.DeleteRootPassword: the agent does not know this value, or it is unset")]
    [InlineData("Povisioning.Agent=x\n", "# Povisioning.Agent: unknown to the agent")]
    [InlineData("HttpProxy.Host=http://user:secret@proxy\n", "# HttpProxy.Host: Daybreak never uses a proxy")]
    public void Explains_in_a_comment_what_has_no_equivalent(string waagent, string comment)
    {
        var equivalents = new Equivalents();
        WaAgentFile.Read(waagent, equivalents);
        Assert.Contains(comment, equivalents.ToText().Split('\n'));
        Assert.DoesNotContain("secret", equivalents.ToText(), StringComparison.Ordinal);
        AssertAccepted(equivalents.ToText());
    }

    [Fact]
    public void Converts_the_settings_of_cloud_init()
    {
        var equivalents = new Equivalents();
        Assert.Null(CloudInitFiles.Read("""
            # The top level settings are used as module and system configuration.
            users:
               - default
            disable_root: true
            preserve_hostname: false
            datasource_list: [ Azure ]
            cloud_init_modules:
             - migrator
             - seed_random
            system_info:
               distro: debian
               default_user:
                 name: debian
                 lock_passwd: True
                 groups: [adm, audio, sudo]
                 sudo: ["ALL=(ALL) NOPASSWD:ALL"]
                 shell: /bin/bash
            """u8, equivalents));
        Assert.Null(CloudInitFiles.Read("""
            datasource:
              Azure:
                apply_network_config: false
                never_destroy_ntfs: true
                data_dir: /var/lib/waagent
                experimental_fail_on_missing_customdata: true
                experimental_skip_ready_report: false
            ssh_deletekeys: true
            ssh_genkeytypes: ['rsa', 'ed25519']
            system_info: {default_user: {groups: "wheel, docker"}}
            mounts:
             - [ ephemeral0, /data ]
             - [ sdc1, /srv ]
            swap: {filename: /swap, size: 512M}
            """u8, equivalents));
        string text = equivalents.ToText();
        var settings = AssertAccepted(text);
        Assert.Equal(["wheel", "docker"], settings.Account.Groups);
        Assert.Equal("/bin/bash", settings.Account.Shell);
        Assert.Equal(SudoPolicy.NoPassword, settings.Sudo.Policy);
        Assert.Equal(["rsa", "ed25519"], settings.HostKeys.Types);
        foreach (string named in (string[])["disable_root", "preserve_hostname", "datasource_list", "default_user: name", "apply_network_config", "never_destroy_ntfs", "data_dir", "experimental_fail_on_missing_customdata", "experimental_skip_ready_report", "mounts", "swap"])
            Assert.Contains(named, text, StringComparison.Ordinal);
        Assert.DoesNotContain("migrator", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Ignores_a_byte_order_mark_and_Windows_line_ends(string ends)
    {
        var waagent = FromWaAgent($"\ufeffProvisioning.ExecuteCustomData=y{ends}OS.RootDeviceScsiTimeout=120{ends}");
        Assert.Equal((CustomDataPolicy.Execute, 120), (waagent.CustomData.Policy, waagent.Kernel.ScsiTimeout.TotalSeconds));
        var comment = new Equivalents();
        WaAgentFile.Read($"\ufeff# Default=y{ends}", comment);
        Assert.DoesNotContain("Default", comment.ToText(), StringComparison.Ordinal);

        var cloudInit = new Equivalents();
        Assert.Null(CloudInitFiles.Read(Encoding.UTF8.GetBytes($"\ufeffssh_genkeytypes: [rsa]{ends}swap: {{size: 512M}}{ends}"), cloudInit));
        Assert.Equal(["rsa"], AssertAccepted(cloudInit.ToText()).HostKeys.Types);
    }

    [Fact]
    public void Invalid_YAML_is_reported_with_its_place()
    {
        var failure = CloudInitFiles.Read("users:\n\t- default\n"u8, new Equivalents());
        Assert.Equal(2, failure!.Line);
    }

    [Theory]
    [InlineData("[a, b]")]
    [InlineData("just a text")]
    [InlineData("")]
    [InlineData("datasource: [1]\nsystem_info: {default_user: x}\nmounts: {a: b}\nswap: 1\nusers: default\nfs_setup: [[x]]\n")]
    [InlineData("mounts: [ephemeral0, [ephemeral0], [ephemeral0, null], [[x], [y]]]\n")]
    public void Accepts_unexpected_YAML_structures(string yaml)
    {
        var equivalents = new Equivalents();
        Assert.Null(CloudInitFiles.Read(Encoding.UTF8.GetBytes(yaml), equivalents));
        AssertAccepted(equivalents.ToText());
    }

    [Fact]
    public void The_configuration_loader_accepts_every_result() => Prop.ForAll(
        Gen.Elements("Provisioning.DeleteRootPassword", "OS.RootDeviceScsiTimeout", "Provisioning.SshHostKeyPairType", "ResourceDisk.MountPoint", "ResourceDisk.SwapSizeMB", "x", "[Kernel]")
            .SelectMany(key => Gen.Elements("y", "n", "None", "", "300", "-1", "]\r", "\u0001", "a=b", "\"ed25519\"", "rsa\u2028x").Select(value => $"{key}={value}")).ListOf().ToArbitrary(),
        lines =>
        {
            var equivalents = new Equivalents();
            WaAgentFile.Read(string.Join('\n', lines), equivalents);
            AssertAccepted(equivalents.ToText());
        }).QuickCheckThrowOnFailure();

    private static Settings FromWaAgent(string text)
    {
        var equivalents = new Equivalents();
        WaAgentFile.Read(text, equivalents);
        return AssertAccepted(equivalents.ToText());
    }

    private static Settings AssertAccepted(string text)
    {
        var warnings = new List<string>();
        var settings = SettingsLoader.LoadOnly(text, "daybreak.conf", warnings.Add);
        Assert.Empty(warnings);
        return settings;
    }
}
