namespace Daybreak.Platform.WireServer;

/// <summary>Reads the goal state document: <c>GoalState{Incarnation, Container{ContainerId, RoleInstanceList/RoleInstance{InstanceId, Configuration}}}</c>.</summary>
/// <remarks>No element has a namespace. Unknown elements are skipped. DTDs and entities are refused.</remarks>
public static class GoalStateDocument
{
    private const string Reason = "unexpected goal state";
    private const int ValueLimit = 1024;

    private const string Incarnation = "GoalState/Incarnation";
    private const string ContainerId = "GoalState/Container/ContainerId";
    private const string InstanceId = "GoalState/Container/RoleInstanceList/RoleInstance/InstanceId";
    private const string Certificates = "GoalState/Container/RoleInstanceList/RoleInstance/Configuration/Certificates";

    // The values and their ancestors. Other elements are skipped.
    private static readonly HashSet<string> Known =
    [
        "GoalState", "GoalState/Container", "GoalState/Container/RoleInstanceList", "GoalState/Container/RoleInstanceList/RoleInstance",
        "GoalState/Container/RoleInstanceList/RoleInstance/Configuration", Incarnation, ContainerId, InstanceId, Certificates,
    ];

    /// <summary>Reads the document.</summary>
    /// <param name="xml">The answer's body, with or without a byte order mark.</param>
    public static Result<GoalState> Read(byte[] xml)
    {
        if (xml.AsSpan().Trim(" \t\r\n"u8).IsEmpty) return Bad("the document is empty");
        try
        {
            using var reader = new BoundedXmlReader(xml);
            var found = Collect(reader, out string? root);
            if (root != "GoalState") return Bad($"the root element is {(root?.Length > 40 ? root[..40] + "…" : root)}; expected GoalState");
            foreach (string required in (string[])[Incarnation, ContainerId, InstanceId])
                if (!found.ContainsKey(required)) return Bad($"no {required}");
            return new GoalState(found[Incarnation], found[ContainerId], found[InstanceId], found.GetValueOrDefault(Certificates));
        }
        catch (XmlFault fault)
        {
            return Bad($"{fault.Place}: {fault.Message}");
        }
        catch (UnexpectedElement unexpected)
        {
            return Bad(unexpected.Message);
        }
    }

    private static Dictionary<string, string> Collect(BoundedXmlReader reader, out string? root)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // The path of each open element; null for other elements.
        var open = new Stack<string?>();
        var value = new StringBuilder();
        root = null;
        while (reader.Read())
        {
            switch (reader.Node)
            {
                case XmlNodeType.Element:
                    root ??= reader.LocalName;
                    string? path = open.TryPeek(out string? parent) ? parent is null ? null : $"{parent}/{reader.LocalName}" : reader.LocalName;
                    // A VM has one role instance. Of several, use the first, as other agents do.
                    bool counts = path is not null && Known.Contains(path) && seen.Add(path);
                    open.Push(counts ? path : null);
                    value.Clear();
                    break;
                case XmlNodeType.EndElement:
                    if (open.Pop() is { } done and (Incarnation or ContainerId or InstanceId or Certificates)) Keep(found, done, value.ToString().Trim(), reader);
                    break;
                // A comment or a CDATA section splits a value.
                case XmlNodeType.Text or XmlNodeType.CDATA when open.Peek() is not null:
                    value.Append(Encoding.UTF8.GetString(reader.Value));
                    break;
            }
        }
        return found;
    }

    private static void Keep(Dictionary<string, string> found, string path, string value, BoundedXmlReader reader)
    {
        if (value.Length == 0) return;
        string place = string.Create(CultureInfo.InvariantCulture, $"line {reader.Line}: {path}");
        if (value.Length > ValueLimit) throw new UnexpectedElement($"{place} has {value.Length} characters; expected at most {ValueLimit}");
        if (value.Any(char.IsControl)) throw new UnexpectedElement($"{place} has a control character");
        found.Add(path, value);
    }

    private static Failure Bad(string sentence) => Failure.BadData(Reason, $"WireServer: the goal state is unusable: {sentence}", Failure.Redeploy);
}

/// <summary>The document is well-formed XML with unexpected content.</summary>
internal sealed class UnexpectedElement(string sentence) : Exception(sentence);
