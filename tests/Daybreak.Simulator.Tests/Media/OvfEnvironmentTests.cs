using System.Text;
using System.Xml.Linq;
using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Media;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Media;

public sealed class OvfEnvironmentTests
{
    private static readonly XNamespace Ovf = "http://schemas.dmtf.org/ovf/environment/1";
    private static readonly XNamespace Wa = "http://schemas.microsoft.com/windowsazure";
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    private const string Vm = """
        certificates: [{name: pair, generate: ec-p256}]
        vm:
          hostName: web
          user: alice
          password: "<p&w>"
          publicKeys: [ssh-ed25519 AAAA alice, {certificate: pair, path: /home/alice/other}]
          keyPairs: [{certificate: pair, path: /home/alice/.ssh/id}]
          customData: "#!/bin/sh\n"
          provisionGuestAgent: false
          provisionGuestProxyAgent: true
          preprovisioningType: Savable
        """;

    private static (string Text, CertificateStore Certificates) Write(string yaml, OvfPrefixes prefixes)
    {
        var scenario = ScenarioFile.Parse(yaml, "s.yaml", AppContext.BaseDirectory).Scenario!;
        var certificates = CertificateStore.Create(scenario.Certificates, scenario.Vm.Id);
        return (Encoding.UTF8.GetString(OvfEnvironment.Write(scenario.Vm, certificates, prefixes)), certificates);
    }

    [Theory]
    [InlineData(OvfPrefixes.Wa)]
    [InlineData(OvfPrefixes.Ns)]
    [InlineData(OvfPrefixes.Default)]
    public void All_prefix_variants_have_the_same_content(OvfPrefixes prefixes)
    {
        var (text, certificates) = Write(Vm, prefixes);

        var root = XDocument.Parse(text).Root!;
        Assert.Equal(Ovf + "Environment", root.Name);
        Assert.All(root.Descendants(), element => Assert.Equal(Wa, element.Name.Namespace));
        var provisioning = root.Element(Wa + "ProvisioningSection")!;
        Assert.Equal("1.0", provisioning.Element(Wa + "Version")!.Value);
        var set = provisioning.Element(Wa + "LinuxProvisioningConfigurationSet")!;
        Assert.Equal("LinuxProvisioningConfiguration", set.Element(Wa + "ConfigurationSetType")!.Value);
        Assert.Equal("web", set.Element(Wa + "HostName")!.Value);
        Assert.Equal("alice", set.Element(Wa + "UserName")!.Value);
        Assert.Equal("<p&w>", set.Element(Wa + "UserPassword")!.Value);
        Assert.Equal("false", set.Element(Wa + "DisableSshPasswordAuthentication")!.Value);
        Assert.Equal("IyEvYmluL3NoCg==", set.Element(Wa + "CustomData")!.Value);
        var keys = set.Element(Wa + "SSH")!.Element(Wa + "PublicKeys")!.Elements(Wa + "PublicKey").ToList();
        Assert.Equal("ssh-ed25519 AAAA alice", keys[0].Element(Wa + "Value")!.Value);
        Assert.Equal("/home/alice/.ssh/authorized_keys", keys[0].Element(Wa + "Path")!.Value);
        Assert.Matches("^[0-9A-F]{40}$", keys[0].Element(Wa + "Fingerprint")!.Value);
        Assert.Null(keys[1].Element(Wa + "Value"));
        Assert.Equal(certificates.Fingerprint("pair"), keys[1].Element(Wa + "Fingerprint")!.Value);
        var pair = set.Element(Wa + "SSH")!.Element(Wa + "KeyPairs")!.Elements(Wa + "KeyPair").Single();
        Assert.Equal((certificates.Fingerprint("pair"), "/home/alice/.ssh/id"), (pair.Element(Wa + "Fingerprint")!.Value, pair.Element(Wa + "Path")!.Value));
        var platform = root.Element(Wa + "PlatformSettingsSection")!.Element(Wa + "PlatformSettings")!;
        Assert.Equal("false", platform.Element(Wa + "ProvisionGuestAgent")!.Value);
        Assert.Equal("true", platform.Element(Wa + "ProvisionGuestProxyAgent")!.Value);
        Assert.Equal("true", platform.Element(Wa + "PreprovisionedVm")!.Value);
        Assert.Equal("Savable", platform.Element(Wa + "PreprovisionedVMType")!.Value);
        Assert.Equal("true", platform.Element(Wa + "GuestAgentPackageName")!.Attribute(Xsi + "nil")!.Value);
    }

    [Theory]
    [InlineData(OvfPrefixes.Wa, "<Environment ", "<wa:ProvisioningSection>", "<LinuxProvisioningConfigurationSet xmlns=\"http://schemas.microsoft.com/windowsazure\">", "<HostName>", "<wa:PlatformSettings>")]
    [InlineData(OvfPrefixes.Ns, "<ns0:Environment ", "<ns1:ProvisioningSection>", "<ns1:LinuxProvisioningConfigurationSet>", "<ns1:HostName>", "<ns1:PlatformSettings>")]
    [InlineData(OvfPrefixes.Default, "<Environment ", "<ProvisioningSection xmlns=\"http://schemas.microsoft.com/windowsazure\">", "<LinuxProvisioningConfigurationSet>", "<HostName>", "<PlatformSettings>")]
    public void Each_variant_has_its_prefixes(OvfPrefixes prefixes, params string[] expected)
    {
        var (text, _) = Write("", prefixes);

        Assert.All(expected, part => Assert.Contains(part, text));
    }

    [Fact]
    public void Omits_elements_without_a_value()
    {
        var (text, _) = Write("vm: {user: ''}", OvfPrefixes.Wa);

        foreach (var absent in (string[])["UserName", "UserPassword", "SSH", "CustomData"]) Assert.DoesNotContain($"<{absent}", text);
        Assert.Contains("<DisableSshPasswordAuthentication>true<", text);
    }

    [Fact]
    public void Writes_characters_that_XML_does_not_allow()
    {
        var (text, _) = Write("vm: {hostName: \"a\\x01b\"}", OvfPrefixes.Wa);

        Assert.Contains("<HostName>a&#x1;b</HostName>", text);
    }

    [Theory]
    [InlineData("customData: hello", "hello")]
    [InlineData("customDataBase64: '%%%'", null)]
    [InlineData("user: a", null)]
    public void Custom_data_is_a_separate_file_if_it_can_be_decoded(string vm, string? expected)
    {
        var scenario = ScenarioFile.Parse($"vm: {{{vm}}}", "s.yaml", AppContext.BaseDirectory).Scenario!;
        using var certificates = CertificateStore.Create([], Guid.Empty);

        var files = ProvisioningMedia.Files(scenario.Vm, certificates, new DiscSettings());

        Assert.Equal("ovf-env.xml", files[0].Name);
        Assert.Equal(expected, files.Count == 1 ? null : Encoding.UTF8.GetString(files.Single(file => file.Name == "CustomData.bin").Content.Span));
    }
}
