using EndToEnd.Images;
using EndToEnd.Machines;

namespace EndToEnd.Matching;

/// <summary>
/// A machine like Alpine: busybox starts it, OpenRC starts the services, and there is no systemd, useradd, sudo, OpenSSH server, gshadow or
/// login.defs.
/// </summary>
[Trait(MachineKind.Trait, MachineKind.Container.TraitValue)]
public sealed class OpenRcTests
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromMinutes(2);

    // In a container, the agent needs --vm-id, for which the init scripts have no option.
    private const string TellVmId = """
        mv "$1/usr/sbin/daybreak" "$1/usr/lib/daybreak/agent"
        printf '#!/bin/sh\nexec /usr/lib/daybreak/agent "$@" --vm-id %s\n' "$2" >"$1/usr/sbin/daybreak"
        chmod 0755 "$1/usr/sbin/daybreak"
        """;

    private const string Unfinish = """
        cd /var/lib/daybreak
        printf '#!/bin/sh\ntouch /root/began\nwhile [ ! -e /root/go ]; do sleep 1; done\necho ran >>/root/ran\n' >user-data
        sed -i -e /^begun/d -e /^ended/d -e /^finished/d custom-data.state
        rm /root/ran
        sync
        """;

    private static readonly Questions Questions = new(
        ("passwd", "grep ^alice: /etc/passwd"),
        ("group", "grep alice /etc/group"),
        ("shadow", "grep ^alice: /etc/shadow"),
        ("home", "stat -c '%U:%G %a %n' /home/alice /home/alice/.profile /home/alice/.ssh /home/alice/.ssh/authorized_keys"),
        ("doas", "cat /etc/doas.conf"),
        ("host name", "hostname; cat /etc/hostname"),
        ("ran", "cat /root/ran"),
        ("runlevels", "ls /etc/runlevels/boot /etc/runlevels/default"),
        ("status", "daybreak status"),
        ("state", "find /etc /home /var/lib/daybreak -type f ! -path '/etc/dropbear/*' -exec md5sum {} + | sort -k 2; stat -c '%U:%G %a %n' /etc/shadow /etc/passwd /etc/group"),
        ("plan", "daybreak plan"));

    [Fact]
    public async Task Provisions_the_machine_and_changes_nothing_at_the_second_boot()
    {
        var kind = new MachineKind.Container();
        kind.Require();
        var customer = await Customer.WithKeyAsync("with-openrc");
        var image = await (await (await LayeredImage.OpenRc).WithFileAsync("/etc/daybreak/daybreak.conf.d/tests.conf", Customer.Configuration)).WithChangeAsync(TellVmId, customer.Scenario.VmId);
        await using var laboratory = await Laboratory.CreateAsync(kind, image, "openrc");

        await laboratory.BootAsync(customer.Scenario);
        await laboratory.Platform.WaitForReadyAsync(ReadyLimit, laboratory.Machine.FailureReason);
        await laboratory.Machine.WaitForSshAsync();
        var first = await AskWhenDoneAsync(laboratory.Machine);

        Assert.Equal("alice:x:1000:1000::/home/alice:/bin/sh", first["passwd"]);
        Assert.Equal("adm:x:4:root,alice\nwheel:x:10:root,alice\nalice:!:1000:", first["group"]);
        // Without PAM, Dropbear treats "!" as a locked account, so the field without a password is "*".
        Assert.Matches(@"^alice:\*:\d+::::::$", first["shadow"]);
        Assert.Equal("alice:alice 600 /home/alice/.ssh/authorized_keys", first["home"].Split('\n')[3]);
        Assert.Equal("alice:alice 700 /home/alice/.ssh", first["home"].Split('\n')[2]);
        Assert.EndsWith("permit nopass alice", first["doas"], StringComparison.Ordinal);
        Assert.Equal("with-openrc\nwith-openrc", first["host name"]);
        Assert.Equal("ran", first["ran"]);
        Assert.DoesNotContain("azure-provisioning", first["runlevels"], StringComparison.Ordinal);
        Assert.Contains("azure-boot", first["runlevels"], StringComparison.Ordinal);
        Assert.Null(await laboratory.Machine.Client(customer.ByKey).TryAsync(laboratory.Machine.Address!));
        Assert.Equal("0", (await laboratory.Machine.Client(customer.ByKey).RunAsync(laboratory.Machine.Address!, "doas -n id -u")).Succeeded().Text);
        Assert.All(laboratory.Platform.Requests, request => Assert.Empty(request.Misbehaviour));
        Assert.EndsWith("nothing to do: the machine matches", first["plan"], StringComparison.Ordinal);
        Assert.Equal("with-openrc", laboratory.Dhcp.RequestedHostNames[^1]);

        await laboratory.Machine.SshAsync("poweroff");
        await Wait.UntilAsync(() => !laboratory.Machine.IsOn, ReadyLimit, "the machine to be off");
        await laboratory.BootAsync(customer.Scenario);
        await laboratory.Machine.WaitForSshAsync();
        var requests = laboratory.Platform.Requests;
        var second = await AskWhenDoneAsync(laboratory.Machine);

        Assert.Empty(requests);
        foreach (string question in (string[])["passwd", "group", "shadow", "home", "ran", "state", "host name"]) Assert.Equal(first[question], second[question]);

        // As after a power failure before the script was started. This script also takes some time.
        (await laboratory.Machine.SshAsync(Unfinish)).Succeeded();
        await laboratory.Machine.SshAsync("poweroff");
        await Wait.UntilAsync(() => !laboratory.Machine.IsOn, ReadyLimit, "the machine to be off");
        await laboratory.BootAsync(customer.Scenario);
        await laboratory.Machine.WaitForSshAsync();
        await Wait.UntilAsync(
            async () => (await laboratory.Machine.SshAsync("rc-status default | grep -q 'dropbear.*started' && [ -e /root/began ] && [ ! -e /etc/runlevels/default/azure-provisioning ]")).ExitStatus == 0,
            ReadyLimit, "a boot that the script does not delay", laboratory.Machine.FailureReason);
        Assert.Empty(laboratory.Platform.Requests);
        (await laboratory.Machine.SshAsync("[ ! -e /root/ran ] && ip route | grep -q default && touch /root/go")).Succeeded();
        var third = await AskWhenDoneAsync(laboratory.Machine);

        Assert.Equal("ran", third["ran"]);
        Assert.Contains("script-1: exit:0", third["status"], StringComparison.Ordinal);
    }

    // The script runs last, after Ready and after the start of Dropbear.
    private static async Task<IReadOnlyDictionary<string, string>> AskWhenDoneAsync(Machine machine)
    {
        await Wait.UntilAsync(async () => (await machine.SshAsync("rc-status default | grep -q 'dropbear.*started' && [ -e /root/ran ] && ! pidof agent")).ExitStatus == 0, ReadyLimit, "the end of the boot", machine.FailureReason);
        return await Questions.AskAsync(machine);
    }
}
