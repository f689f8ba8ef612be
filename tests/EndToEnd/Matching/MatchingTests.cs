using System.Globalization;
using EndToEnd.Machines;

namespace EndToEnd.Matching;

/// <summary>The machine is what the platform asked for, as seen by who uses it; whoever the customer is.</summary>
public abstract class MatchingTests(MatchedMachine machine)
{
    protected MatchedMachine Machine { get; } = machine;

    [Fact]
    public async Task The_platforms_key_opens_the_door() => Assert.Null((await Machine.FirstBoot).ByKey);

    [Fact]
    public async Task The_administrator_is_an_ordinary_user_with_the_usual_groups()
    {
        var facts = (await Machine.FirstBoot).Facts;
        var lines = facts["id"].Split('\n');
        Assert.Equal(["alice", "adm", "sudo", "systemd-journal"], lines[0].Split(' ').OrderBy(group => group == "alice" ? "" : group, StringComparer.Ordinal));
        Assert.Equal("1000", lines[1]);
        Assert.Equal("alice:alice 700 /home/alice/.ssh", facts["home"].Split('\n')[1]);
        Assert.Equal("alice:alice 600 /home/alice/.ssh/authorized_keys", facts["home"].Split('\n')[2]);
    }

    [Fact]
    public async Task The_machines_own_tools_find_no_fault()
    {
        var facts = (await Machine.FirstBoot).Facts;
        foreach (var question in (string[])["pwck", "grpck", "visudo", "verify", "failed units", "left behind"]) Assert.True(facts[question].Length == 0, $"{question}: {facts[question]}");
    }

    [Fact]
    public async Task No_unit_has_failed_and_none_waits_in_a_circle()
    {
        var story = await Machine.FirstBoot;
        Assert.Equal("running", story.SystemState);
        Assert.DoesNotContain("azure-", story.Facts["systemd's warnings"], StringComparison.Ordinal);
        Assert.DoesNotContain("ordering cycle", story.Facts["systemd's warnings"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_host_keys_are_the_machines_own_and_outlive_a_boot()
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
    public async Task The_host_keys_fingerprint_was_reported()
    {
        var story = await Machine.FirstBoot;
        var report = Assert.Single(story.Requests, request => request.Operation == "wireserver.roleProperties");
        Assert.Equal(202, report.Answer?.Status);
        Assert.Contains(Fingerprints(story.Facts["host keys"]), fingerprint => report.Body!.Contains(fingerprint["SHA256:".Length..], StringComparison.Ordinal));
        Assert.Contains(Fingerprints(story.Facts["host keys"])[0], story.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_customers_script_ran_once_over_two_boots()
    {
        Assert.Equal("ran", (await Machine.FirstBoot).Facts["ran"]);
        Assert.Equal("ran", (await Machine.SecondBoot).Facts["ran"]);
    }

    [Fact]
    public async Task Nobody_was_let_in_before_it_was_done()
    {
        var facts = (await Machine.FirstBoot).Facts;
        Assert.True(Microseconds(facts, "provisioning ended") <= Microseconds(facts, "sshd began"), $"provisioning {facts["provisioning ended"]}, sshd {facts["sshd began"]}");
        Assert.InRange(Microseconds(facts, "provisioning ended"), 1, long.MaxValue);
    }

    [Fact]
    public async Task The_status_says_provisioned_and_a_plan_is_empty()
    {
        foreach (var story in (MachineStory[])[await Machine.FirstBoot, await Machine.SecondBoot])
        {
            Assert.Equal("\"state\": \"provisioned\",", story.Facts["state"]);
            Assert.True(story.Facts["plan"].EndsWith("nothing to do: the machine matches", StringComparison.Ordinal), story.Facts["plan"]);
        }
    }

    [Fact]
    public async Task A_second_boot_does_nothing()
    {
        var (first, second) = (await Machine.FirstBoot, await Machine.SecondBoot);
        Assert.Empty(second.Requests);
        Assert.Equal("running", second.SystemState);
        Assert.Equal("enabled\ndisabled", second.Facts["units"]);
        foreach (var question in (string[])["id", "home", "hash", "root's hash", "sshd", "host keys"]) Assert.Equal(first.Facts[question], second.Facts[question]);
        Assert.Null(second.ByKey);
    }

    [Fact]
    public async Task The_platform_was_asked_politely() => Assert.All((await Machine.FirstBoot).Requests, request => Assert.Empty(request.Misbehaviour));

    protected static long Microseconds(IReadOnlyDictionary<string, string> facts, string question) => long.Parse(facts[question], CultureInfo.InvariantCulture);

    private static string[] Fingerprints(string listed) => [.. listed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[1])];
}

/// <summary>A customer with a password: it opens the door, and sudo asks for it.</summary>
public abstract class PasswordMatchingTests(MatchedMachine machine) : MatchingTests(machine)
{
    [Fact]
    public async Task The_password_opens_the_door()
    {
        var story = await Machine.FirstBoot;
        Assert.Null(story.ByPassword);
        Assert.Contains("passwordauthentication yes", story.Facts["sshd"], StringComparison.Ordinal);
        Assert.Contains("clientaliveinterval 180", story.Facts["sshd"], StringComparison.Ordinal);
        Assert.StartsWith(Machine.HashMethod, story.Facts["hash"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sudo_asks_for_the_password()
    {
        var story = await Machine.FirstBoot;
        Assert.Equal(1, story.Sudo.ExitStatus);
        Assert.Contains("a password is required", story.Sudo.Errors, StringComparison.Ordinal);
        Assert.Equal("0", story.SudoByPassword.Succeeded().Text);
    }

    [Fact]
    public async Task The_first_DHCP_request_had_the_host_name()
    {
        var story = await Machine.FirstBoot;
        Assert.All(story.RequestedHostNames, name => Assert.Equal(Machine.HostName, name));
        Assert.NotEmpty(story.RequestedHostNames);
    }

    [Fact]
    public async Task The_local_phase_was_over_before_there_was_a_network()
    {
        var facts = (await Machine.FirstBoot).Facts;
        Assert.InRange(Microseconds(facts, "local phase ended"), 1, Microseconds(facts, "network began"));
    }

    [Fact]
    public async Task The_password_is_in_no_message()
    {
        var story = await Machine.FirstBoot;
        Assert.DoesNotContain(Customer.Password, story.Console + story.Facts["journal"] + story.Facts["plan"], StringComparison.Ordinal);
    }
}

/// <summary>A customer with a key alone: no password opens anything, and sudo asks for none.</summary>
public abstract class KeyMatchingTests(MatchedMachine machine) : MatchingTests(machine)
{
    [Fact]
    public async Task No_password_opens_the_door()
    {
        var story = await Machine.FirstBoot;
        Assert.Contains("Permission denied (publickey)", story.ByPassword, StringComparison.Ordinal);
        Assert.Equal("clientaliveinterval 180\nkbdinteractiveauthentication no\npasswordauthentication no", story.Facts["sshd"]);
        Assert.Contains(story.Facts["hash"], (string[])["!", "*", "!!"]);
    }

    [Fact]
    public async Task Sudo_asks_for_nothing() => Assert.Equal("0", (await Machine.FirstBoot).Sudo.Succeeded().Text);

    [Fact]
    public async Task The_lease_is_for_the_host_name() => Assert.Equal(Machine.HostName, (await Machine.FirstBoot).RequestedHostNames[^1]);
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
