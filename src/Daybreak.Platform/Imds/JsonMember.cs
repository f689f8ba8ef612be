using System.Globalization;
using System.Text.Json;

namespace Daybreak.Platform.Imds;

/// <summary>A member of the instance document that knows its path, for messages.</summary>
internal sealed class JsonMember(JsonElement element, string path)
{
    public string Path => path;

    /// <summary>This as an object; null when it is null or an empty string.</summary>
    public JsonMember? AsObject() => element.ValueKind switch
    {
        JsonValueKind.Object => this,
        JsonValueKind.Null => null,
        JsonValueKind.String when element.ValueEquals("") => null,
        _ => throw new UnexpectedMember($"{(path.Length == 0 ? "the instance document" : path)} is {Kind(element)} where an object is due"),
    };

    public JsonMember? Object(string name) => Member(name)?.AsObject();

    /// <summary>A text; numbers and booleans as JSON writes them; null when missing, null or empty.</summary>
    public string? Text(string name)
    {
        if (Member(name) is not { } member) return null;
        return member.Element.ValueKind switch
        {
            JsonValueKind.String => member.String() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => member.Element.GetRawText(),
            JsonValueKind.Null => null,
            _ => throw new UnexpectedMember($"{member.Path} is {Kind(member.Element)} where a text is due"),
        };
    }

    public long? Number(string name)
    {
        if (Text(name) is not { } text) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new UnexpectedMember($"{path}.{name} is not a whole number");
    }

    /// <summary>A boolean in either case; null for anything else.</summary>
    public bool? Flag(string name) => bool.TryParse(Text(name), out bool flag) ? flag : null;

    public IEnumerable<JsonMember> Items(string name, int limit)
    {
        if (Member(name) is not { } member || member.Element.ValueKind == JsonValueKind.Null) return [];
        if (member.Element.ValueKind == JsonValueKind.String && member.Element.ValueEquals("")) return [];
        if (member.Element.ValueKind != JsonValueKind.Array) throw new UnexpectedMember($"{member.Path} is {Kind(member.Element)} where a list is due");
        if (member.Element.GetArrayLength() > limit) throw new UnexpectedMember($"{member.Path} has more than {limit} items");
        var items = new List<JsonMember>();
        foreach (var item in member.Element.EnumerateArray())
        {
            string place = string.Create(CultureInfo.InvariantCulture, $"{member.Path}[{items.Count}]");
            items.Add(new JsonMember(item, place).AsObject() ?? throw new UnexpectedMember($"{place} is null where an object is due"));
        }
        return items;
    }

    private JsonElement Element => element;

    // The parser takes bytes that are no UTF-8, and half a surrogate pair, in a string that nobody looks at.
    private string? String()
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            throw new UnexpectedMember($"{path} is not valid UTF-8 text");
        }
    }

    private JsonMember? Member(string name)
    {
        try
        {
            return element.TryGetProperty(name, out var found) ? new JsonMember(found, path.Length == 0 ? name : $"{path}.{name}") : null;
        }
        catch (InvalidOperationException)
        {
            throw new UnexpectedMember($"{(path.Length == 0 ? "the instance document" : path)} has a member whose name is not valid UTF-8 text");
        }
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        _ => "a boolean",
    };
}

/// <summary>A member of the document is not of the kind that is due there.</summary>
internal sealed class UnexpectedMember(string sentence) : Exception(sentence);
