using System.Text.Json.Nodes;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Peers;

/// <summary>The unmodified protocol code of Debian's agents works with the simulator.</summary>
[Trait(Effort.Trait, Effort.Slow)]
public sealed class RealPeersTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR azureuser@example";

    private static string[] Texts(JsonNode? list) => [.. list!.AsArray().Select(item => item!.ToString())];

    [Theory]
    [InlineData("certificates", "", "ExtensionsGoalStateFromExtensionsConfig")]
    [InlineData("certificates", "wireserver: {vmSettings: on}", "ExtensionsGoalStateFromVmSettings")]
    [InlineData("certificates-pkcs1", "", "ExtensionsGoalStateFromExtensionsConfig")]
    [InlineData("certificates-fips", "", "ExtensionsGoalStateFromExtensionsConfig")]
    public async Task Azure_Linux_agent_gets_its_configuration_and_reports(string name, string more, string source)
    {
        var scenario = ScenarioLibrary.Find(name)! + more + "\n";
        var run = await PeerRun.Of("waagent_peer.py", scenario);

        var result = run.Said;
        var vm = ScenarioFile.Parse(scenario, name, "/").Scenario!;
        using var certificates = Simulator.Certificates.CertificateStore.Create(vm.Certificates, vm.Vm.Id);
        Assert.Equal(vm.Vm.ContainerId, result["container"]!.ToString());
        Assert.Equal(vm.Vm.InstanceId, result["instance"]!.ToString());
        Assert.Equal(vm.Vm.Name, result["vm"]!.ToString());
        Assert.Equal(vm.Vm.Id.ToString(), result["vmId"]!.ToString());
        Assert.Equal(certificates.All.Select(certificate => certificate.Thumbprint).Order(StringComparer.Ordinal), Texts(result["certificates"]));
        Assert.Equal(certificates.All.Where(certificate => certificate.HasPrivateKey).Select(certificate => certificate.Thumbprint).Order(StringComparer.Ordinal), Texts(result["privateKeys"]));
        Assert.Equal(source, result["source"]!.ToString());
        Assert.StartsWith("https://status.blob.example/$system/", result["statusBlob"]!.ToString());
        Assert.Equal("BlockBlob", result["statusBlobType"]!.ToString());
        Assert.True((bool)result["pluginIsHealthy"]!);
        Assert.True((bool)result["imdsIsHealthy"]!);
        Assert.Equal(vm.Vm.HostName, result["ovf"]!["hostname"]!.ToString());
        Assert.Equal(certificates.Fingerprint("login"), result["ovf"]!["publicKeys"]![0]![1]!.ToString());
        Assert.Empty(run.Misbehaviour);
        Assert.All(run.Log.Where(line => line["operation"]!.ToString() != "hostgaplugin.vmSettings"), line => Assert.InRange((int)line["answer"]!["status"]!, 200, 202));
        Assert.Contains("reports Ready (incarnation 1)", run.Log.Select(line => line["meaning"]!.ToString()));
        foreach (var operation in (string[])["wireserver.roleProperties", "wireserver.telemetry", "wireserver.healthService", "hostgaplugin.status", "hostgaplugin.vmAgentLog", "imds.instance"])
            Assert.Contains(operation, run.Operations);
    }

    [Fact]
    public async Task Cloud_init_reads_disc_and_metadata_and_reports()
    {
        var run = await PeerRun.Of("cloudinit_peer.py", $"""
            vm:
              name: web-1
              hostName: web
              user: alice
              password: Xy1 &<secret>
              publicKeys: [{Key}]
              customData: "#!/bin/sh\necho custom\n"
              userData: "#!/bin/sh\necho user\n"
              interfaces:
                - mac: "00:0d:3a:00:00:01"
                  ipv4: [10.0.0.4, 10.0.0.5]
                  subnet: 10.0.0.0/24
                  ipv6: ["fd00::4"]
            """);

        var (ovf, imds) = (run.Said["ovf"]!, run.Said["imds"]!);
        Assert.Equal("web", ovf["hostname"]!.ToString());
        Assert.Equal("alice", ovf["username"]!.ToString());
        Assert.True((bool)ovf["hasPassword"]!);
        Assert.True((bool)ovf["passwordLogin"]!);
        Assert.Equal("#!/bin/sh\necho custom\n", ovf["customData"]!.ToString());
        Assert.Equal(Key, ovf["publicKeys"]![0]!["value"]!.ToString());
        Assert.Equal("web", imds["hostname"]!.ToString());
        Assert.Equal("alice", imds["username"]!.ToString());
        Assert.False((bool)imds["disablePassword"]!);
        Assert.Equal([Key], Texts(imds["keys"]));
        Assert.Equal("IyEvYmluL3NoCmVjaG8gdXNlcgo=", imds["userData"]!.ToString());
        Assert.Equal("None", imds["pps"]!.ToString());
        Assert.True((bool)imds["hasCustomData"]!);
        Assert.Equal(["10.0.0.5/24"], Texts(imds["network"]!["ethernets"]!["eth0"]!["addresses"]));
        Assert.True((bool)imds["network"]!["ethernets"]!["eth0"]!["dhcp6"]!);
        Assert.Empty(run.Misbehaviour);
        Assert.Equal(
            ["reports NotReady, ProvisioningFailed: result=error|reason=tried & failed (incarnation 1)", "reports Ready (incarnation 1)"],
            run.Log.Where(line => line["operation"]!.ToString() == "wireserver.health").Select(line => line["meaning"]!.ToString()));
    }

    [Fact]
    public async Task Cloud_init_accepts_a_key_given_as_a_certificate()
    {
        var run = await PeerRun.Of("cloudinit_peer.py", ScenarioLibrary.Find("certificates")!);

        Assert.StartsWith("ssh-rsa AAAA", Assert.Single(Texts(run.Said["keys"])));
        Assert.Empty(run.Misbehaviour);
        Assert.Contains("wireserver.certificates", run.Operations);
    }
}
