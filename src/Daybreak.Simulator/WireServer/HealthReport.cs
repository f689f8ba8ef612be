namespace Daybreak.Simulator.WireServer;

/// <summary>Checks the XML health report (Ready, NotReady) of a VM.</summary>
/// <remarks>
/// The real host's answer to a report for another identity is not documented. Clients refresh the goal state after 410, and after 400 with
/// InvalidContainerConfiguration. So the answer is that 400 for a wrong container or instance, and 410 for an outdated incarnation.
/// </remarks>
internal sealed class HealthReport(VirtualMachine vm, ICollection<Misbehaviour> misbehaviour)
{
    /// <summary>The platform's limit for the sub-status and the description in bytes.</summary>
    public const int TextLimit = 4096;

    /// <summary>Status 0 and the state if the report is accepted; otherwise the status to refuse it with, and the reason.</summary>
    public (int Status, string Reason, string State) Check(XElement root)
    {
        if (root.Name != "Health") return Malformed($"The root element is '{root.Name}', expected 'Health' in no namespace.");
        if (Single(root, "GoalStateIncarnation") is not { } incarnation) return Malformed("Health/GoalStateIncarnation is missing, duplicated or empty.");
        if (Child(root, "Container") is not { } container) return Malformed("Health/Container is missing or duplicated.");
        if (Single(container, "ContainerId") is not { } containerId) return Malformed("Container/ContainerId is missing, duplicated or empty.");
        if (Child(container, "RoleInstanceList") is not { } list || Child(list, "Role") is not { } role) return Malformed("Container/RoleInstanceList/Role is missing or duplicated.");
        if (Single(role, "InstanceId") is not { } instanceId) return Malformed("Role/InstanceId is missing, duplicated or empty.");
        if (Child(role, "Health") is not { } health || Single(health, "State") is not { } state) return Malformed("Role/Health/State is missing, duplicated or empty.");
        if (state is not ("Ready" or "NotReady")) return Malformed($"The state is '{state}', expected Ready or NotReady.");
        if (Details(health) is { } problem) return Malformed(problem);

        if (containerId != vm.ContainerId) return OtherIdentity("container", containerId, vm.ContainerId);
        if (instanceId != vm.InstanceId) return OtherIdentity("instance", instanceId, vm.InstanceId);
        if (incarnation == FormattableString.Invariant($"{vm.Incarnation}")) return (0, "", state);
        misbehaviour.Add(new Misbehaviour("health-incarnation", FormattableString.Invariant($"The report is for incarnation '{incarnation}', the goal state's is {vm.Incarnation}.")));
        return (410, WireError.ResourceGone, "");
    }

    private string? Details(XElement health)
    {
        var details = health.Elements("Details").ToList();
        if (details.Count > 1) return "Health/Details is duplicated.";
        if (details.Count == 0) return null;
        foreach (var name in (string[])["SubStatus", "Description"])
        {
            var elements = details[0].Elements(name).ToList();
            if (elements.Count > 1) return $"Details/{name} is duplicated.";
            if (elements.Count == 1 && Encoding.UTF8.GetByteCount(elements[0].Value) is var size and > TextLimit)
                return FormattableString.Invariant($"Details/{name} has {size} bytes, at most {TextLimit} are allowed.");
        }
        return null;
    }

    private (int Status, string Reason, string State) Malformed(string what)
    {
        misbehaviour.Add(new Misbehaviour("health-document", what));
        return (400, WireError.BadRequest, "");
    }

    private (int Status, string Reason, string State) OtherIdentity(string what, string seen, string expected)
    {
        misbehaviour.Add(new Misbehaviour($"health-{what}", $"The report is for the {what} '{seen}', the goal state's is '{expected}'."));
        return (400, WireError.InvalidContainerConfiguration, "");
    }

    private static XElement? Child(XElement parent, string name) => parent.Elements(name).ToList() is [var only] ? only : null;

    private static string? Single(XElement parent, string name) => Child(parent, name)?.Value.Trim() is { Length: > 0 } text ? text : null;
}
