using System.Globalization;
using EndToEnd.Machines;

namespace EndToEnd.Matching;

/// <summary>The machine is configured as the platform requires, for any customer.</summary>
public abstract class MatchingTests(MatchedMachine machine)
{
    protected MatchedMachine Machine { get; } = machine;

    [Fact]
    public async Task Allows_login_with_the_key() => Assert.Null((await Machine.FirstBoot).ByKey);

    [Fact]
    public async Task Creates_the_administrator_as_an_ordinary_user_with_the_usual_groups()
    {
        var facts = (await Machine.FirstBoot).Facts;
        var lines = facts["id"].Split('\n');
        Assert.Equal(["alice", "adm", "sudo", "systemd-journal"], lines[0].Split(' ').OrderBy(group => group == "alice" ? "" : group, StringComparer.Ordinal));
        Assert.Equal("1000", lines[1]);
        Assert.Equal("alice:alice 700 /home/alice/.ssh", facts["home"].Split('\n')[1]);
        Assert.Equal("alice:alice 600 /home/alice/.ssh/authorized_keys", facts["home"].Split('\n')[2]);
    }

    [Fact]
    public async Task Passes_the_checks_of_the_machines_own_tools()
    {
        var facts = (await Machine.FirstBoot).Facts;
        foreach (var question in (string[])["pwck", "grpck", "visudo", "verify", "failed units", "left behind"]) Assert.True(facts[question].Length == 0, $"{question}: {facts[question]}");
    }

    [Fact]
    public async Task Leaves_no_failed_unit_and_no_ordering_cycle()
    {
        var story = await Machine.FirstBoot;
        Assert.Equal("running", story.SystemState);
        Assert.DoesNotContain("azure-", story.Facts["systemd's warnings"], StringComparison.Ordinal);
        Assert.DoesNotContain("ordering cycle", story.Facts["systemd's warnings"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Creates_new_host_keys_and_keeps_them_at_the_second_boot()
    {
        var story = await Machine.FirstBoot;
        string[] fresh = Fingerprints(story.Facts["host keys"]);
        string[] image = Fingerprints((await Command.Shell("for key in \"$1\"/etc/ssh/ssh_host_*_key.pub; do ssh-keygen -l -f $key; done", story.Image.Root).RunAsync()).Succeeded().Output);
        Assert.Equal(3, fresh.Length);
        Assert.Equal(3, image.Length);
        Assert.Empty(fresh.Intersect(image));
        Assert.Equal(fresh, Fingerprints((await Machine.SecondBoot).Facts["host keys"]));
    }

    [Fact]
    public async Task Reports_the_fingerprint_of_the_host_key()
    {
        var story = await Machine.FirstBoot;
        var report = Assert.Single(story.Requests, request => request.Operation == "wireserver.roleProperties");
        Assert.Equal(202, report.Answer?.Status);
        Assert.Contains(Fingerprints(story.Facts["host keys"]), fingerprint => report.Body!.Contains(fingerprint["SHA256:".Length..], StringComparison.Ordinal));
        Assert.Contains(Fingerprints(story.Facts["host keys"])[0], story.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_the_customers_script_once_in_two_boots()
    {
        Assert.Equal("ran", (await Machine.FirstBoot).Facts["ran"]);
        Assert.Equal("ran", (await Machine.SecondBoot).Facts["ran"]);
    }

    [Fact]
    public async Task Starts_sshd_after_provisioning()
    {
        var facts = (await Machine.FirstBoot).Facts;
        Assert.True(Microseconds(facts, "provisioning ended") <= Microseconds(facts, "sshd began"), $"provisioning {facts["provisioning ended"]}, sshd {facts["sshd began"]}");
        Assert.InRange(Microseconds(facts, "provisioning ended"), 1, long.MaxValue);
    }

    [Fact]
    public async Task Shows_the_status_provisioned_and_an_empty_plan()
    {
        foreach (var story in (MachineStory[])[await Machine.FirstBoot, await Machine.SecondBoot])
        {
            Assert.Equal("\"state\": \"provisioned\",", story.Facts["state"]);
            Assert.True(story.Facts["plan"].EndsWith("nothing to do: the machine matches", StringComparison.Ordinal), story.Facts["plan"]);
        }
    }

    [Fact]
    public async Task Changes_nothing_at_the_second_boot()
    {
        var (first, second) = (await Machine.FirstBoot, await Machine.SecondBoot);
        Assert.Empty(second.Requests);
        Assert.Equal("running", second.SystemState);
        Assert.Equal("enabled\ndisabled", second.Facts["units"]);
        foreach (var question in (string[])["id", "home", "hash", "root's hash", "sshd", "host keys"]) Assert.Equal(first.Facts[question], second.Facts[question]);
        Assert.Null(second.ByKey);
    }

    [Fact]
    public async Task Sends_only_correct_requests() => Assert.All((await Machine.FirstBoot).Requests, request => Assert.Empty(request.Misbehaviour));

    protected static long Microseconds(IReadOnlyDictionary<string, string> facts, string question) => long.Parse(facts[question], CultureInfo.InvariantCulture);

    private static string[] Fingerprints(string listed) => [.. listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[1])];
}

/// <summary>A customer with a password: it allows login, and sudo requires it.</summary>
public abstract class PasswordMatchingTests(MatchedMachine machine) : MatchingTests(machine)
{
    [Fact]
    public async Task Allows_login_with_the_password()
    {
        var story = await Machine.FirstBoot;
        Assert.Null(story.ByPassword);
        Assert.Contains("passwordauthentication yes", story.Facts["sshd"], StringComparison.Ordinal);
        Assert.Contains("clientaliveinterval 180", story.Facts["sshd"], StringComparison.Ordinal);
        Assert.StartsWith(Machine.HashMethod, story.Facts["hash"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requires_the_password_for_sudo()
    {
        var story = await Machine.FirstBoot;
        Assert.Equal(1, story.Sudo.ExitStatus);
        Assert.Contains("a password is required", story.Sudo.Errors, StringComparison.Ordinal);
        Assert.Equal("0", story.SudoByPassword.Succeeded().Text);
    }

    [Fact]
    public async Task Sends_the_host_name_in_the_first_DHCP_request()
    {
        var story = await Machine.FirstBoot;
        Assert.All(story.RequestedHostNames, name => Assert.Equal(Machine.HostName, name));
        Assert.NotEmpty(story.RequestedHostNames);
    }

    [Fact]
    public async Task Ends_the_local_phase_before_the_network_starts()
    {
        var facts = (await Machine.FirstBoot).Facts;
        Assert.InRange(Microseconds(facts, "local phase ended"), 1, Microseconds(facts, "network began"));
    }

    [Fact]
    public async Task Prints_the_password_in_no_message()
    {
        var story = await Machine.FirstBoot;
        Assert.DoesNotContain(Customer.Password, story.Console + story.Facts["journal"] + story.Facts["plan"], StringComparison.Ordinal);
    }
}

/// <summary>A customer with only a key: password login is disabled, and sudo requires no password.</summary>
public abstract class KeyMatchingTests(MatchedMachine machine) : MatchingTests(machine)
{
    [Fact]
    public async Task Disables_password_login()
    {
        var story = await Machine.FirstBoot;
        Assert.Contains("Permission denied (publickey)", story.ByPassword, StringComparison.Ordinal);
        Assert.Equal("clientaliveinterval 180\nkbdinteractiveauthentication no\npasswordauthentication no", story.Facts["sshd"]);
        Assert.Contains(story.Facts["hash"], (string[])["!", "*", "!!"]);
    }

    [Fact]
    public async Task Requires_no_password_for_sudo() => Assert.Equal("0", (await Machine.FirstBoot).Sudo.Succeeded().Text);

    [Fact]
    public async Task Requests_the_lease_with_the_host_name() => Assert.Equal(Machine.HostName, (await Machine.FirstBoot).RequestedHostNames[^1]);
}

[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class VirtualMachineWithPasswordTests(PasswordMachine machine) : PasswordMatchingTests(machine), IClassFixture<PasswordMachine>;

[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class VirtualMachineWithKeyTests(KeyMachine machine) : KeyMatchingTests(machine), IClassFixture<KeyMachine>;

[Trait(MachineKind.Trait, MachineKind.Container.TraitValue)]
public sealed class ContainerWithKeyTests(KeyContainer machine) : KeyMatchingTests(machine), IClassFixture<KeyContainer>;

[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class Debian13VirtualMachineTests(TrixieMachine machine) : PasswordMatchingTests(machine), IClassFixture<TrixieMachine>;

[Trait(MachineKind.Trait, MachineKind.Container.TraitValue)]
public sealed class Debian13ContainerTests(TrixieContainer machine) : KeyMatchingTests(machine), IClassFixture<TrixieContainer>;
