namespace Daybreak.Simulator.Imds;

/// <summary>Resolves a path in a document: names of members, indexes of items.</summary>
internal static class DocumentPath
{
    /// <summary>The node, or <see langword="null"/> if the path does not exist.</summary>
    public static JsonNode? Find(JsonNode root, ReadOnlySpan<string> segments)
    {
        var node = root;
        foreach (var segment in segments)
        {
            switch (node)
            {
                case JsonObject members when members.TryGetPropertyValue(segment, out var member) && member is not null:
                    node = member;
                    break;
                case JsonArray items when int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < items.Count:
                    node = items[index]!;
                    break;
                default:
                    return null;
            }
        }
        return node;
    }

    /// <summary>The result of format=text: a leaf's text, or the names below a node, one per line, with a slash after those that have children.</summary>
    public static string Text(JsonNode node) => node switch
    {
        JsonObject members => string.Join('\n', members.Select(member => member.Key + Slash(member.Value))),
        JsonArray items => string.Join('\n', items.Select((item, index) => index.ToString(CultureInfo.InvariantCulture) + Slash(item))),
        _ => node.ToString(),
    };

    private static string Slash(JsonNode? node) => node is JsonValue ? "" : "/";
}
