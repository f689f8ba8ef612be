using System.Text;
using System.Xml.Linq;
using Daybreak.Simulator.Log;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.WireServer;

/// <summary>Judges the XML health report (Ready, NotReady) of a VM.</summary>
/// <remarks>
/// What the real host answers to a report for another identity is not documented; its clients refresh the goal state on 410, and on 400 with
/// the word InvalidContainerConfiguration. So a wrong container or instance is that 400, and an incarnation that is not current is 410.
/// </remarks>
internal sealed class HealthReport(VirtualMachine vm, ICollection<Misbehaviour> misbehaviour)
{
    /// <summary>Bytes of a sub-status and of a description at most; the platform's limit.</summary>
    public const int TextLimit = 4096;

    /// <summary>0 and the state when the report is accepted, else the status to refuse it with, and the reason.</summary>
    public (int Status, string Reason, string State) Judge(XElement root)
    {
        if (root.Name != "Health") return Malformed($"The root element is '{root.Name}', expected 'Health' in no namespace.");
        if (Single(root, "GoalStateIncarnation") is not { } incarnation) return Malformed("Health/GoalStateIncarnation is missing, doubled or empty.");
        if (Child(root, "Container") is not { } container) return Malformed("Health/Container is missing or doubled.");
        if (Single(container, "ContainerId") is not { } containerId) return Malformed("Container/ContainerId is missing, doubled or empty.");
        if (Child(container, "RoleInstanceList") is not { } list || Child(list, "Role") is not { } role) return Malformed("Container/RoleInstanceList/Role is missing or doubled.");
        if (Single(role, "InstanceId") is not { } instanceId) return Malformed("Role/InstanceId is missing, doubled or empty.");
        if (Child(role, "Health") is not { } health || Single(health, "State") is not { } state) return Malformed("Role/Health/State is missing, doubled or empty.");
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
        if (details.Count > 1) return "Health/Details is doubled.";
        if (details.Count == 0) return null;
        foreach (var name in (string[])["SubStatus", "Description"])
        {
            var elements = details[0].Elements(name).ToList();
            if (elements.Count > 1) return $"Details/{name} is doubled.";
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
