namespace Daybreak.Platform.Imds;

/// <summary>
/// A question of a person to IMDS. Below "instance" the whole document is fetched and the part picked here: the service wants
/// format=text for single values and JSON for the rest, and a person should not have to know which is which.
/// </summary>
public sealed class MetadataQuery
{
    private readonly string[] picked;

    private MetadataQuery(string target, string[] picked)
    {
        Target = target;
        this.picked = picked;
    }

    /// <summary>The path to request, beginning with "/metadata/".</summary>
    public string Target { get; }

    /// <summary>Reads a path such as "instance/compute/name"; a leading "/" or "/metadata" is taken too.</summary>
    /// <returns>Null when it has characters that no path of the service has.</returns>
    public static MetadataQuery? Parse(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["metadata", ..]) parts = parts[1..];
        if (parts.Length == 0 || parts.Any(part => part is "." or ".." || !part.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))) return null;
        return parts[0] == "instance" ? new MetadataQuery("/metadata/instance", parts[1..]) : new MetadataQuery("/metadata/" + string.Join('/', parts), []);
    }

    /// <summary>Picks the part that was asked for.</summary>
    /// <param name="body">The answer's body.</param>
    /// <param name="asJson">Whether a single value, too, is written as JSON.</param>
    public Result<string> Select(byte[] body, bool asJson)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            var element = document.RootElement;
            foreach (string name in picked)
            {
                if (Child(element, name) is not { } child)
                    return Failure.BadData("no such metadata", $"IMDS: there is no {name} in instance/{string.Join('/', picked)}: run daybreak metadata to see what there is");
                element = child;
            }
            if (!asJson && element.ValueKind == JsonValueKind.String) return element.GetString() ?? "";
            return Indented(element);
        }
        catch (InvalidOperationException)
        {
            // The parser takes bytes that are no UTF-8, and half a surrogate pair, in a string until it is read.
            return Failure.BadData("error parsing IMDS metadata", $"IMDS: {Target} has a text in it that is not valid UTF-8{Failure.Redeploy}");
        }
        catch (JsonException)
        {
            // Beside "instance", some answers are plain text.
            return picked.Length == 0 ? Encoding.UTF8.GetString(body) : Failure.BadData("error parsing IMDS metadata", $"IMDS: the instance document is not JSON{Failure.Redeploy}");
        }
    }

    private static JsonElement? Child(JsonElement element, string name) => element.ValueKind switch
    {
        JsonValueKind.Object when element.TryGetProperty(name, out var member) => member,
        JsonValueKind.Array when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < element.GetArrayLength() => element[index],
        _ => null,
    };

    private static string Indented(JsonElement element)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true })) element.WriteTo(json);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
