using System.Globalization;
using System.Xml;

namespace Daybreak.Platform.WireServer;

/// <summary>Reads the goal state document: <c>GoalState{Incarnation, Container{ContainerId, RoleInstanceList/RoleInstance{InstanceId, Configuration}}}</c>.</summary>
/// <remarks>No element has a namespace. Unknown elements are skipped. DTDs and entities are refused.</remarks>
public static class GoalStateDocument
{
    private const string Reason = "unexpected goal state";
    private const int DepthLimit = 32;
    private const int ValueLimit = 1024;

    private const string Incarnation = "GoalState/Incarnation";
    private const string ContainerId = "GoalState/Container/ContainerId";
    private const string InstanceId = "GoalState/Container/RoleInstanceList/RoleInstance/InstanceId";
    private const string Certificates = "GoalState/Container/RoleInstanceList/RoleInstance/Configuration/Certificates";

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = true,
    };

    /// <summary>Reads the document.</summary>
    /// <param name="xml">The answer's body, with or without a byte order mark.</param>
    public static PlatformResult<GoalState> Read(byte[] xml)
    {
        if (xml.AsSpan().Trim(" \t\r\n"u8).IsEmpty) return Bad("it is empty");
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml), Settings);
            var found = Collect(reader, out string? root);
            if (root != "GoalState") return Bad($"its root element is {root}, not GoalState");
            foreach (string required in (string[])[Incarnation, ContainerId, InstanceId])
                if (!found.ContainsKey(required)) return Bad($"it has no {required}");
            return new GoalState(found[Incarnation], found[ContainerId], found[InstanceId], found.GetValueOrDefault(Certificates));
        }
        catch (XmlException malformed)
        {
            return Bad(string.Create(CultureInfo.InvariantCulture, $"line {malformed.LineNumber}, column {malformed.LinePosition}: {Plain(malformed)}"));
        }
        catch (UnexpectedElement unexpected)
        {
            return Bad(unexpected.Message);
        }
    }

    private static Dictionary<string, string> Collect(XmlReader reader, out string? root)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = new List<string>();
        root = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    root ??= reader.LocalName;
                    path.Add(reader.LocalName);
                    if (path.Count > DepthLimit) throw new UnexpectedElement($"{Place(reader)}elements are nested more than {DepthLimit} deep");
                    if (reader.IsEmptyElement) path.RemoveAt(path.Count - 1);
                    break;
                case XmlNodeType.EndElement:
                    path.RemoveAt(path.Count - 1);
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    Take(found, string.Join('/', path), reader);
                    break;
            }
        }
        return found;
    }

    private static void Take(Dictionary<string, string> found, string path, XmlReader reader)
    {
        if (path is not (Incarnation or ContainerId or InstanceId or Certificates)) return;
        string value = reader.Value.Trim();
        if (value.Length is 0 or > ValueLimit) throw new UnexpectedElement($"{Place(reader)}{path} has {value.Length} characters");
        if (value.Any(char.IsControl)) throw new UnexpectedElement($"{Place(reader)}{path} has a control character in it");
        // A VM has one role instance; of several, the first is the one that other agents take too.
        found.TryAdd(path, value);
    }

    private static string Place(XmlReader reader) =>
        reader is IXmlLineInfo line && line.HasLineInfo() ? string.Create(CultureInfo.InvariantCulture, $"line {line.LineNumber}: ") : "";

    private static string Plain(XmlException malformed) =>
        malformed.Message.Contains("DTD", StringComparison.Ordinal)
            ? "it has a document type definition, which is refused"
            : "it is not well-formed XML, or is cut off there";

    private static PlatformFailure Bad(string sentence) => PlatformFailure.BadData(Reason, $"WireServer: the goal state is unusable: {sentence}");
}

/// <summary>The document is well-formed, but is not what it should be.</summary>
internal sealed class UnexpectedElement(string sentence) : Exception(sentence);
