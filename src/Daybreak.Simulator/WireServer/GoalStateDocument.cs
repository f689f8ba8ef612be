namespace Daybreak.Simulator.WireServer;

/// <summary>The goal state: the desired state of the VM and links to its configuration.</summary>
internal static class GoalStateDocument
{
    private const string ProtocolVersion = "2012-11-30";
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>Creates the document. Links point to <paramref name="server"/>; the link to the certificates is included if there are any.</summary>
    public static string Build(VirtualMachine vm, bool hasCertificates, IPEndPoint server)
    {
        var links = $"http://{server}/machine/{Uri.EscapeDataString(vm.ContainerId)}/{Uri.EscapeDataString(vm.InstanceId)}";
        var incarnation = vm.Incarnation.ToString(CultureInfo.InvariantCulture);
        string Config(string type) => $"{links}?comp=config&type={type}&incarnation={incarnation}";

        return XmlText.Document(new XElement(
            "GoalState",
            new XAttribute(XNamespace.Xmlns + "xsi", Instance),
            new XAttribute(Instance + "noNamespaceSchemaLocation", "goalstate10.xsd"),
            new XElement("Version", ProtocolVersion),
            new XElement("Incarnation", incarnation),
            new XElement(
                "Machine",
                new XElement("ExpectedState", "Started"),
                new XElement("StopRolesDeadlineHint", "300000"),
                new XElement("LBProbePorts", new XElement("Port", "16001")),
                new XElement("ExpectHealthReport", "FALSE")),
            new XElement(
                "Container",
                new XElement("ContainerId", vm.ContainerId),
                new XElement(
                    "RoleInstanceList",
                    new XElement(
                        "RoleInstance",
                        new XElement("InstanceId", vm.InstanceId),
                        new XElement("State", "Started"),
                        new XElement(
                            "Configuration",
                            new XElement("HostingEnvironmentConfig", Config("hostingEnvironmentConfig")),
                            new XElement("SharedConfig", Config("sharedConfig")),
                            new XElement("ExtensionsConfig", Config("extensionsConfig")),
                            new XElement("FullConfig", Config("fullConfig")),
                            hasCertificates ? new XElement("Certificates", $"{links}?comp=certificates&incarnation={incarnation}") : null,
                            new XElement("ConfigName", ConfigName(vm))))))));
    }

    /// <summary>The configuration's name: deployment, role and incarnation. The deployment id is the part before the first dot.</summary>
    public static string ConfigName(VirtualMachine vm)
    {
        var deployment = Deployment(vm);
        return string.Create(CultureInfo.InvariantCulture, $"{deployment}.0.{deployment}.0._{vm.Name}.{vm.Incarnation}.xml");
    }

    /// <summary>The deployment id: the part of the instance id before the name.</summary>
    public static string Deployment(VirtualMachine vm) => vm.InstanceId.Split("._")[0];
}
