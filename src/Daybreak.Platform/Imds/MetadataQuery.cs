namespace Daybreak.Platform.Imds;

/// <summary>A query of <c>daybreak metadata</c>.</summary>
/// <remarks>
/// For a path below "instance", reads the whole document and selects the value: the service requires format=text for single values
/// and JSON for the rest, and the user need not know which.
/// </remarks>
public sealed class MetadataQuery
{
    private readonly string[] names;

    private MetadataQuery(string target, string[] names)
    {
        Target = target;
        this.names = names;
    }

    /// <summary>The path of the request; begins with "/metadata/".</summary>
    public string Target { get; }

    /// <summary>Reads a path such as "instance/compute/name", with or without a leading "/" or "/metadata".</summary>
    /// <returns>Null if the path is invalid.</returns>
    public static MetadataQuery? Parse(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["metadata", ..]) parts = parts[1..];
        if (parts.Length == 0 || !parts.All(IsValid)) return null;
        return parts[0] == "instance" ? new MetadataQuery("/metadata/instance", parts[1..]) : new MetadataQuery("/metadata/" + string.Join('/', parts), []);
    }

    /// <summary>Selects the value in the answer.</summary>
    /// <param name="body">The answer's body.</param>
    /// <param name="asJson">Whether a single value is JSON too.</param>
    public Result<string> Select(byte[] body, bool asJson)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            var element = document.RootElement;
            foreach (string name in names)
            {
                if (Child(element, name) is not { } child)
                    return Failure.BadData("no such metadata", $"IMDS: instance/{string.Join('/', names)}: no member {name}; run daybreak metadata to list the members");
                element = child;
            }
            if (!asJson && element.ValueKind == JsonValueKind.String) return element.GetString() ?? "";
            return Indented(element);
        }
        catch (InvalidOperationException)
        {
            // The parser accepts invalid UTF-8 and unpaired surrogates; reading the string then throws.
            return Failure.BadData("error parsing IMDS metadata", $"IMDS: {Target} contains invalid UTF-8", Failure.Redeploy);
        }
        catch (JsonException)
        {
            // Some answers outside "instance" are plain text.
            return names.Length == 0 ? Encoding.UTF8.GetString(body) : Failure.BadData("error parsing IMDS metadata", "IMDS: the instance document is not JSON", Failure.Redeploy);
        }
    }

    private static bool IsValid(string part) =>
        part is not ("." or "..") && part.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');

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
