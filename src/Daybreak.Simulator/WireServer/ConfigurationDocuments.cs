using System.Globalization;
using System.Xml.Linq;
using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.WireServer;

/// <summary>The documents that the goal state's links lead to. Agents read a few attributes of them and keep the rest as it is.</summary>
internal static class ConfigurationDocuments
{
    private const string None = "00000000-0000-0000-0000-000000000000";

    public static string HostingEnvironment(VirtualMachine vm, CertificateStore certificates) => XmlText.Document(new XElement(
        "HostingEnvironmentConfig",
        Versioned(vm),
        new XElement("StoredCertificates", certificates.All.Select((certificate, index) => new XElement(
            "StoredCertificate",
            new XAttribute("name", FormattableString.Invariant($"Stored{index}")),
            new XAttribute("certificateId", $"sha1:{certificate.Thumbprint}"),
            new XAttribute("storeName", "My"),
            new XAttribute("configurationLevel", "System")))),
        Deployment(vm),
        Incarnation(vm),
        Role(vm)));

    public static string Shared(VirtualMachine vm) => XmlText.Document(new XElement(
        "SharedConfig",
        Versioned(vm),
        Deployment(vm),
        Incarnation(vm),
        Role(vm),
        new XElement("LoadBalancerSettings", new XAttribute("timeoutSeconds", "0"), new XAttribute("waitLoadBalancerProbeCount", "8"), new XElement("Probes")),
        new XElement("OutputEndpoints"),
        new XElement("Instances", new XElement(
            "Instance",
            new XAttribute("id", vm.Name),
            new XAttribute("address", vm.Interfaces.SelectMany(nic => nic.Ipv4).FirstOrDefault()?.Private.ToString() ?? ""),
            new XElement("FaultDomains", new XAttribute("randomId", "0"), new XAttribute("updateId", "0"), new XAttribute("updateCount", "0")),
            new XElement("InputEndpoints")))));

    /// <summary>No extension is ever asked for: that is another agent's work. Where that agent is to put its status is said all the same.</summary>
    public static string Extensions(VirtualMachine vm) => XmlText.Document(new XElement(
        "Extensions",
        Versioned(vm),
        new XElement("GuestAgentExtension", new XElement("GAFamilies", new XElement("GAFamily", new XElement("Name", "Prod"), new XElement("Uris", new XElement("Uri", Manifest))))),
        new XElement("Plugins"),
        new XElement("PluginSettings"),
        new XElement("StatusUploadBlob", new XAttribute("statusBlobType", "BlockBlob"), StatusBlob(vm)),
        new XElement("InVMMetadata"),
        new XElement("InVMGoalStateMetaData", new XAttribute("inSvdSeqNo", Number(vm)), new XAttribute("createdOnTicks", "639028224000000000"), new XAttribute("activityId", vm.Id), new XAttribute("correlationId", vm.Id))));

    /// <summary>What hosts and roles were once configured with; agents know the link and do not follow it.</summary>
    public static string Full(VirtualMachine vm) => XmlText.Document(new XElement("FullConfig", Versioned(vm), Deployment(vm), Incarnation(vm), Role(vm)));

    /// <summary>Where the Azure Linux agent is told to put its status: a name that is reserved for examples, so that nothing ever leaves the machine.</summary>
    public static string StatusBlob(VirtualMachine vm) => $"https://status.blob.example/$system/{vm.Name}.{vm.Id}.status?sig=simulated";

    /// <summary>Where the Azure Linux agent is told to look for newer versions of itself, likewise.</summary>
    public const string Manifest = "https://agents.blob.example/Prod/manifest.xml";

    private static XAttribute[] Versioned(VirtualMachine vm) =>
        [new("version", "1.0.0.0"), new("goalStateIncarnation", Number(vm))];

    private static string Number(VirtualMachine vm) => vm.Incarnation.ToString(CultureInfo.InvariantCulture);

    private static XElement Deployment(VirtualMachine vm)
    {
        var id = GoalStateDocument.Deployment(vm);
        return new XElement(
            "Deployment",
            new XAttribute("name", id),
            new XAttribute("guid", $"{{{id}}}"),
            new XAttribute("incarnation", "0"),
            new XAttribute("isNonCancellableTopologyChangeEnabled", "false"),
            new XElement("Service", new XAttribute("name", id), new XAttribute("guid", $"{{{None}}}")),
            new XElement("ServiceInstance", new XAttribute("name", $"{id}.0"), new XAttribute("guid", $"{{{None}}}")));
    }

    private static XElement Incarnation(VirtualMachine vm) => new(
        "Incarnation",
        new XAttribute("number", Number(vm)),
        new XAttribute("instance", vm.Name),
        new XAttribute("guid", $"{{{None}}}"));

    private static XElement Role(VirtualMachine vm) =>
        new("Role", new XAttribute("guid", $"{{{None}}}"), new XAttribute("name", vm.Name), new XAttribute("settleTimeSeconds", "0"));
}
