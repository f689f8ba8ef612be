using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Media;

/// <summary>Keys from the goal state's certificates, with the real program and every format of the platform.</summary>
public class CertificateTests
{
    private const string Wanted = """
        certificates:
          - {name: login, generate: rsa-2048}
          - {name: host, generate: ec-p256}
        vm:
          name: vm1
          publicKeys: [{certificate: login}]
          keyPairs: [{certificate: host, path: /home/azureuser/.ssh/id_ecdsa}]

        """;

    public static TheoryData<string> Forms =>
    [
        "", "wireserver: {keyTransport: pkcs1, pfx: legacy}\n", "wireserver: {keyTransport: oaep, pfx: legacy}\n",
        "wireserver: {keyTransport: pkcs1, pfx: modern}\n", "wireserver: {keyTransport: oaep, pfx: modern}\n",
    ];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Installs_keys_in_every_supported_format(string form)
    {
        using var platform = Simulator.Start(Wanted + form);
        var run = Explain(platform, Wanted);
        Assert.True(run.Exit == 0, $"{run}");
        Assert.Contains("1 key", Line(run, "ssh-public-keys"), StringComparison.Ordinal);
        Assert.Contains("certificates SSH/PublicKeys by fingerprint", Line(run, "ssh-public-keys"), StringComparison.Ordinal);
        Assert.Contains("/home/azureuser/.ssh/id_ecdsa (private keys masked)", Line(run, "ssh-key-pairs"), StringComparison.Ordinal);
        Assert.Equal(["wireserver.goalState", "wireserver.certificates"], platform.Operations);
        platform.AssertPolite();
    }

    [Theory]
    [InlineData("status: 400")]
    [InlineData("contentType: text/xml, body: '<CertificateFile><Format>Pkcs7BlobWithPfxContents</Format><Data>QUJDRA==</Data></CertificateFile>'")]
    public void Tries_the_older_cipher_if_the_newer_one_fails(string fault)
    {
        using var platform = Simulator.Start($"{Wanted}faults: [{{on: wireserver.certificates, times: 1, {fault}}}]\n");
        var run = Explain(platform, Wanted);
        Assert.True(run.Exit == 0, $"{run}");
        Assert.Equal(["wireserver.goalState", "wireserver.certificates", "wireserver.certificates"], platform.Operations);
    }

    [Fact]
    public void Fetches_one_goal_state_in_a_run_with_certificates()
    {
        using var platform = Simulator.Start(Wanted);
        using var machine = MachineRoot.Debian();
        using var disc = Disc.Of(Wanted);
        var run = platform.Provision(machine, "--media", disc.Path);
        Assert.True(run.Exit == 0, $"{run}");
        Assert.Equal(["imds.instance", "wireserver.goalState", "wireserver.certificates", "wireserver.health"], platform.Operations);
        Assert.DoesNotContain("PRIVATE", run.Output + run.Error + machine.Read("/var/lib/daybreak/journal") + machine.Read("/run/daybreak/status.json"), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_a_fingerprint_without_a_certificate()
    {
        using var platform = Simulator.Start(Wanted.Replace("name: login", "name: other", StringComparison.Ordinal).Replace("certificate: login", "certificate: other", StringComparison.Ordinal));
        var run = Explain(platform, Wanted);
        Assert.Equal(65, run.Exit);
        Assert.Matches("the media names the public key [0-9A-F]{40}, but no certificate of the goal state has this thumbprint", run.Error);
    }

    [Fact]
    public void Without_daybreak_certificates_the_message_says_what_to_install()
    {
        string folder = Directory.CreateTempSubdirectory("daybreak-alone-").FullName;
        try
        {
            string alone = Path.Combine(folder, "daybreak");
            File.Copy(Programs.Agent, alone);
            using var platform = Simulator.Start(Wanted);
            using var machine = MachineRoot.Bare();
            using var disc = Disc.Of(Wanted);
            Assert.SkipWhen(File.Exists("/usr/lib/daybreak/daybreak-certificates") || File.Exists("/usr/libexec/daybreak/daybreak-certificates"), "daybreak-certificates is installed on this machine");
            var run = Child.Run(alone, platform.Arguments("explain", machine, "--media", disc.Path));
            Assert.Equal(65, run.Exit);
            Assert.Contains("requires daybreak-certificates: install it in the directory of daybreak or in /usr/lib/daybreak", run.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("wireserver.certificates", platform.Operations);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Starts_no_process_and_sends_no_request_if_no_key_needs_a_certificate()
    {
        Privilege.RequireTracing();
        const string Yaml = "vm: {name: vm1, password: 'Xy1 secret', customData: hush, publicKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR a']}\n";
        using var platform = Simulator.Start(Yaml);
        using var machine = MachineRoot.Debian();
        using var disc = Disc.Of(Yaml);
        string trace = Path.Combine(Path.GetDirectoryName(disc.Path)!, "trace");
        var run = Child.Run("strace", ["-f", "-e", "trace=execve,connect,mount", "-o", trace, Programs.Agent, .. platform.Arguments("provision", machine, "--media", disc.Path)]);
        Assert.True(run.Exit == 0, $"{run}");
        string[] calls = [.. File.ReadAllLines(trace).Where(line => line.Contains('('))];
        Assert.Single(calls, line => line.Contains("execve(", StringComparison.Ordinal));
        Assert.Equal(3, calls.Count(line => line.Contains("AF_INET", StringComparison.Ordinal)));
        Assert.DoesNotContain(calls, line => line.Contains("mount(", StringComparison.Ordinal));
        Assert.Equal(["imds.instance", "wireserver.goalState", "wireserver.health"], platform.Operations);
    }

    // Without IMDS, which has the public keys by value.
    private static Ended Explain(Simulator platform, string media)
    {
        using var machine = MachineRoot.Bare();
        using var disc = Disc.Of(media);
        return Child.Run(Programs.Agent, ["explain", "--root", machine.Path, "--media", disc.Path, "--imds", "none", "--wireserver", platform.WireServer]);
    }

    private static string Line(Ended run, string field) => run.OutputLines.Single(line => line.StartsWith(field + " ", StringComparison.Ordinal));
}
