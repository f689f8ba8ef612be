using System.Text.RegularExpressions;
using Daybreak.Tests.Media;
using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Cuts;

/// <summary>
/// After a power cut at any call, the next run gives the same machine as an undisturbed run. .ci/run cuts this machine's run at every
/// call and the others' at every fifth; eng/nightly.sh cuts all of them at every call. Each machine has its own class, so that they run
/// in parallel.
/// </summary>
public class CutAnywhereOnDebianTests
{
    [Fact]
    public void The_next_run_gives_the_same_machine_as_an_undisturbed_run()
    {
        Privilege.RequireTracing();
        using var runs = new CutRuns(MachineRoot.Debian, Simulator.Start()) { OneOf = Effort.Of(quick: 6, all: 1) };
        Assert.InRange(runs.CutEverywhere(), 60, 400);
    }
}

/// <summary>The same on a machine without directories.</summary>
public class CutAnywhereOnBareMachineTests
{
    [Fact]
    public void The_next_run_gives_the_same_machine_as_an_undisturbed_run()
    {
        Privilege.RequireTracing();
        using var runs = new CutRuns(() => MachineRoot.Bare(), Simulator.Start());
        Assert.InRange(runs.CutEverywhere(), 60, 400);
    }
}

/// <summary>
/// The same with two private keys from the goal state's certificates. Each run generates a transport key, so ./test.sh cuts at fewer calls.
/// </summary>
public class CutAnywhereWithKeyPairTests
{
    private const string Yaml = """
        certificates:
          - {name: login, generate: rsa-2048}
          - {name: host, generate: ec-p256}
        vm:
          name: vm1
          user: alice
          publicKeys: [{certificate: login}]
          keyPairs: [{certificate: host, path: $HOME/alice/.ssh/id_ecdsa}, {certificate: login, path: /home/alice/keys/id_rsa}]

        """;

    [Fact]
    public void The_next_run_gives_the_same_machine_as_an_undisturbed_run()
    {
        Privilege.RequireTracing();
        using var disc = Disc.Of(Yaml);
        using var runs = new CutRuns(MachineRoot.Debian, Simulator.Start(Yaml), "--media", disc.Path)
        {
            Look = LookAtKeys,
            OneOf = Effort.Of(quick: 32, all: 5, nightly: 1),
            // Before a program starts, the agent checks each possible descriptor: a thousand calls. Other tests cut at the locks.
            Leave = "fcntl",
        };
        Assert.InRange(runs.CutEverywhere(), 100, 400);
    }

    private static IReadOnlyList<string> LookAtKeys(MachineRoot machine)
    {
        var seen = machine.Snapshot(MachineRoot.OwnFiles);
        if (!machine.Has(MachineRoot.EnabledUnit))
        {
            foreach (string key in (string[])["/home/alice/.ssh/id_ecdsa", "/home/alice/keys/id_rsa"])
            {
                Assert.StartsWith("-----BEGIN ", machine.Read(key), StringComparison.Ordinal);
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(machine.Below(key)));
                Assert.Contains(seen, entry => entry.StartsWith($"{key}.pub f", StringComparison.Ordinal));
            }
        }
        return seen;
    }
}

/// <summary>
/// The same with everything that the platform can configure: password, keys, sudo, SSH, custom data, the hand-over.
/// </summary>
public partial class CutAnywhereOfEverythingTests
{
    private const string Password = "Tr0ub4dor-and-3";
    private const string Keys = "['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR a', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBNaRWk7ZzO4vPCz2Cm4CcWFqgTC0bYOXfVJVYf5S9XS b']";
    private const string Yaml = $"vm: {{name: vm1, user: alice, password: {Password}, publicKeys: {Keys}, customData: \"#!/bin/sh\\necho hi\\n\", userData: more}}\n";

    [Fact]
    public void The_next_run_gives_the_same_machine_as_an_undisturbed_run()
    {
        Privilege.RequireTracing();
        using var disc = Disc.Of(Yaml);
        using var runs = new CutRuns(() => MachineRoot.Whole(), Simulator.Start(Yaml), "--media", disc.Path)
        {
            Look = LookAtHashes,
            OneOf = Effort.Of(quick: 16, all: 5, nightly: 1),
        };
        Assert.InRange(runs.CutEverywhere(), 300, 900);
    }

    /// <summary>Every hash has its own salt, so the comparison uses the password that the hash matches.</summary>
    private static IReadOnlyList<string> LookAtHashes(MachineRoot machine)
    {
        string text = Hash().Replace(machine.Has("/etc/shadow") ? machine.Read("/etc/shadow") : "", match => Verifies(match.Value) ? "the password" : match.Value);
        return [.. machine.Snapshot([.. MachineRoot.OwnFiles, "/etc/shadow"]), $"/etc/shadow {text} {File.GetUnixFileMode(machine.Below("/etc/shadow"))}"];
    }

    // crypt(3) of the machine that runs the test, called through mkpasswd: a complete hash is also a valid setting.
    private static bool Verifies(string hash) => Child.Run("/bin/sh", ["-c", "printf '%s\\n' \"$1\" | mkpasswd --stdin --salt=\"$2\"", "sh", Password, hash]).Output.Trim() == hash;

    [GeneratedRegex(@"\$6\$[^:]*")]
    private static partial Regex Hash();
}
