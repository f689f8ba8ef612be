using YamlDotNet.RepresentationModel;

namespace Daybreak.Simulator.Scenarios;

/// <summary>Reads the top level of a scenario file.</summary>
internal static class ScenarioReader
{
    public static Scenario Read(YamlNode root, Problems problems, string directory)
    {
        var top = new Section(root, "a scenario", problems);
        var certificates = (top.List("certificates", "certificates") ?? []).Select((node, index) => CertificateReader.Read(node, index, problems, directory)).ToList();
        CertificateReader.RefuseSameNames(certificates, top, problems);
        var names = certificates.Select(certificate => certificate.Name).ToList();
        var reader = new VirtualMachineReader(problems, directory, names);
        var vm = top.Map("vm", "a VM") is { } section ? reader.Read(section, new VirtualMachine()) : new VirtualMachine();
        var next = top.Map("reprovisionedAs", "a VM") is { } other ? reader.Read(other, Unassigned(vm)) : null;
        if (next is not null && vm.PreprovisioningType == "None") problems.Add(top.At("reprovisionedAs"), "'reprovisionedAs' requires 'preprovisioningType' in 'vm', because only pre-provisioned VMs are reassigned");
        var imds = top.Map("imds", "settings of the metadata service") is { } settings ? PlatformReader.Imds(settings) : new ImdsSettings();
        var (wireServer, packaging) = top.Map("wireserver", "settings of the WireServer") is { } choices ? PlatformReader.WireServer(choices) : (new WireServerSettings(), new CertificatePackaging());
        var disc = top.Map("disc", "settings of the provisioning disc") is { } media ? PlatformReader.Disc(media, problems, directory) : new DiscSettings();
        var dhcp = top.Map("dhcp", "settings of the DHCP server") is { } lease ? PlatformReader.Dhcp(lease) : new DhcpSettings();
        var faults = (top.List("faults", "faults") ?? []).Select((node, index) => FaultReader.Read(node, FormattableString.Invariant($"faults[{index}]"), problems, directory)).ToList();
        var expect = top.Map("expect", "an outcome") is { } outcome ? ExpectationReader.Read(outcome, next ?? vm, problems) : new ExpectedOutcome();
        top.End();
        return new Scenario(vm, imds, certificates, packaging, faults) { Disc = disc, Dhcp = dhcp, WireServer = wireServer, ReprovisionedAs = next, Expect = expect };
    }

    // An assigned VM has its own name, user and data; the machine stays the same.
    private static VirtualMachine Unassigned(VirtualMachine vm) => vm with
    {
        PreprovisioningType = "None",
        Password = null,
        PublicKeys = [],
        KeyPairs = [],
        UserData = "",
        CustomData = "",
        Tags = [],
    };
}
