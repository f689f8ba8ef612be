namespace Daybreak.Simulator.WireServer;

/// <summary>The documents that the goal state links to. Agents only read a few attributes.</summary>
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

    /// <summary>The configuration of extensions: none, because simulated VMs have no extensions. The location for the Azure Linux agent's status is included.</summary>
    public static string Extensions(VirtualMachine vm) => XmlText.Document(new XElement(
        "Extensions",
        Versioned(vm),
        new XElement("GuestAgentExtension", new XElement("GAFamilies", new XElement("GAFamily", new XElement("Name", "Prod"), new XElement("Uris", new XElement("Uri", Manifest))))),
        new XElement("Plugins"),
        new XElement("PluginSettings"),
        new XElement("StatusUploadBlob", new XAttribute("statusBlobType", "BlockBlob"), StatusBlob(vm)),
        new XElement("InVMMetadata"),
        new XElement("InVMGoalStateMetaData", new XAttribute("inSvdSeqNo", Number(vm)), new XAttribute("createdOnTicks", "639028224000000000"), new XAttribute("activityId", vm.Id), new XAttribute("correlationId", vm.Id))));

    /// <summary>The full configuration, an obsolete document. Agents know the link but do not follow it.</summary>
    public static string Full(VirtualMachine vm) => XmlText.Document(new XElement("FullConfig", Versioned(vm), Deployment(vm), Incarnation(vm), Role(vm)));

    /// <summary>The location for the Azure Linux agent's status, in a reserved example domain so that no request leaves the machine.</summary>
    public static string StatusBlob(VirtualMachine vm) => $"https://status.blob.example/$system/{vm.Name}.{vm.Id}.status?sig=simulated";

    /// <summary>The location of the Azure Linux agent's updates, also in an example domain.</summary>
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
