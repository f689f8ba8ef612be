using Daybreak.Simulator.Boot;
using Daybreak.Simulator.Boot.Images;
using Daybreak.Simulator.Boot.Ssh;
using Daybreak.Simulator.Score;
using EndToEnd.Images;
using EndToEnd.Machines;
using RunDirectory = EndToEnd.Images.RunDirectory;

namespace EndToEnd.Peers;

/// <summary>Other agents, from Debian's packages, provision against the simulated platform. If they fail, the simulator is wrong.</summary>
[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class RealPeerTests
{
    // What all agents support, in one boot: a key as text (which the boot adds), a key as a certificate, a password, custom data, a host name.
    private const string Scenario = """
        certificates:
          - {name: login, generate: rsa-2048}
          - {name: pair, generate: rsa-2048}
        vm:
          name: real-peer
          user: alice
          password: Tr0ub4dor-and-3
          disablePasswordAuthentication: false
          publicKeys:
            - {certificate: login}
          keyPairs:
            - {certificate: pair, path: /home/alice/.ssh/id_rsa}
          customData: |
            #cloud-config
            {}
        """;

    private const string Password = "Tr0ub4dor-and-3";

    [Theory]
    // cloud-init does not support key pairs. WALinuxAgent publishes the name with ifdown and ifup, which these images do not have.
    [InlineData("bookworm", "cloud-init", "key pairs")]
    [InlineData("bookworm", "waagent", "DHCP name")]
    [InlineData("trixie", "cloud-init", "key pairs")]
    [InlineData("trixie", "waagent", "DHCP name")]
    public async Task Provisions_with_another_agent(string suite, string agent, string beyondIt)
    {
        Requirements.ForVirtualMachine();
        var debian = await MachineImage.MakeAsync(suite);
        var made = (await new Command(Repository.Item("eng/agent-disk.sh"), "--suite", suite, agent).RunAsync(limit: TimeSpan.FromMinutes(15))).Succeeded().Text;
        var scenario = Daybreak.Simulator.Scenarios.ScenarioFile.Parse(Scenario, "peer.yaml", Repository.Root).Scenario!;
        var request = new BootRequest(ImageRecognition.Recognise(Path.Combine(made, "disk.raw")), scenario, RunDirectory.New("peer"))
        {
            Kernel = new DirectKernel(debian.Kernel, debian.InitialRamDisk, "root=LABEL=root rw net.ifnames=0"),
            TimeLimit = TimeSpan.FromMinutes(6),
        };
        await using var session = await BootSession.StartAsync(request);

        var record = await new BootWatch(session, request).RunAsync(TestContext.Current.CancellationToken);
        var wanted = Expectations.Of(session.Scenario);
        var root = session.Machine.Client(new SshLogin.ByKey("root", debian.SshKey));
        var assessed = Assessment.Assess(wanted, record, await Inspection.RunAsync(root, record.Address!, wanted));

        Assert.Equal(
            [],
            assessed.Where(one => one.DutyResult == DutyResult.Missed && one.Duty != beyondIt && one.Duty != TemporaryDisk).Select(one => $"{one.Duty}: {one.Detail}"));
        Assert.All(record.Requests, asked => Assert.Empty(asked.Misbehaviour));
        Assert.Null(await session.Machine.Client(await SshLogin.ByPassword.PrepareAsync(RunDirectory.New("login"), "alice", Password)).TryAsync(record.Address!));
    }

    // Agents find the disk by the VMBus id of its controller, which QEMU does not have.
    private const string TemporaryDisk = "temporary disk";
}
