namespace Daybreak.Simulator.WireServer;

/// <summary>Checks the role properties, by which a VM reports the fingerprint of its SSH host key.</summary>
internal static class RoleProperties
{
    /// <summary>An error message if the document is invalid; otherwise <see langword="null"/>.</summary>
    public static string? Problem(XElement root, VirtualMachine vm)
    {
        if (root.Name != "RoleProperties") return $"The root element is '{root.Name}', expected 'RoleProperties' in no namespace.";
        if (root.Element("Container") is not { } container) return "RoleProperties/Container is missing.";
        if (container.Element("ContainerId")?.Value.Trim() != vm.ContainerId) return "Container/ContainerId does not match the goal state.";
        if (container.Element("RoleInstances")?.Element("RoleInstance") is not { } role) return "Container/RoleInstances/RoleInstance is missing.";
        if (role.Element("Id")?.Value.Trim() != vm.InstanceId) return "RoleInstance/Id does not match the goal state's instance.";
        if (role.Element("Properties")?.Elements("Property").ToList() is not [_, ..] properties) return "RoleInstance/Properties/Property is missing.";
        return properties.Any(property => string.IsNullOrEmpty((string?)property.Attribute("name")) || property.Attribute("value") is null)
            ? "A Property has no name or no value."
            : null;
    }
}
