namespace Daybreak.Platform.Imds;

/// <summary>A member of the instance document with its path, for messages.</summary>
/// <param name="element">The value.</param>
/// <param name="path">The path; empty for the document.</param>
/// <param name="ignored">Receives the unusable values below this member, which count as absent; null if such a value is an error.</param>
internal sealed class JsonMember(JsonElement element, string path, List<UnexpectedValue>? ignored = null)
{
    private const int ShownLimit = 40;

    /// <summary>The same member with optional members: an unusable value is recorded and counts as absent.</summary>
    public JsonMember Optional(List<UnexpectedValue> ignoredValues) => new(element, path, ignoredValues);

    /// <summary>The member as an object; null for null or an empty string.</summary>
    public JsonMember? AsObject() => element.ValueKind switch
    {
        JsonValueKind.Object => this,
        JsonValueKind.Null => null,
        JsonValueKind.String when element.ValueEquals("") => null,
        _ => Unexpected<JsonMember>(Kind(element), "an object"),
    };

    public JsonMember? Object(string name) => Member(name)?.AsObject();

    /// <summary>A member as text: a string, or a number or boolean as in the document; null if missing, null or empty.</summary>
    public string? Text(string name) => Member(name)?.AsText();

    /// <summary>A member as text of a certain form.</summary>
    /// <param name="name">The member.</param>
    /// <param name="expected">The form, for the message.</param>
    /// <param name="isValid">Checks the form.</param>
    public string? Text(string name, string expected, Predicate<string> isValid)
    {
        if (Member(name) is not { } member || member.AsText() is not { } text) return null;
        return isValid(text) ? text : member.Unexpected<string>(Shown(text), expected);
    }

    public long? Number(string name) =>
        Text(name, "a whole number", text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _)) is { } number
            ? long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)
            : null;

    /// <summary>A member as a boolean, in any letter case.</summary>
    public bool? Flag(string name) => Text(name, "true or false", text => bool.TryParse(text, out _)) is { } flag ? bool.Parse(flag) : null;

    public IEnumerable<JsonMember> Items(string name, int limit)
    {
        if (Member(name) is not { } member || member.Element.ValueKind == JsonValueKind.Null) return [];
        if (member.Element.ValueKind == JsonValueKind.String && member.Element.ValueEquals("")) return [];
        if (member.Element.ValueKind != JsonValueKind.Array) return member.Unexpected<JsonMember[]>(Kind(member.Element), "an array") ?? [];
        if (member.Element.GetArrayLength() is var length && length > limit)
            return member.Unexpected<JsonMember[]>(string.Create(CultureInfo.InvariantCulture, $"an array of {length} items"), string.Create(CultureInfo.InvariantCulture, $"at most {limit}")) ?? [];
        var items = new List<JsonMember>();
        int index = 0;
        foreach (var value in member.Element.EnumerateArray())
        {
            var item = new JsonMember(value, string.Create(CultureInfo.InvariantCulture, $"{member.Place}[{index++}]"), ignored);
            if (value.ValueKind == JsonValueKind.Object) items.Add(item);
            else item.Unexpected<JsonMember>(Kind(value), "an object");
        }
        return items;
    }

    private JsonElement Element => element;

    private string Place => path.Length == 0 ? "the instance document" : path;

    private string? AsText() => element.ValueKind switch
    {
        JsonValueKind.String => String() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        JsonValueKind.Null => null,
        _ => Unexpected<string>(Kind(element), "a string"),
    };

    // The parser accepts invalid UTF-8 and unpaired surrogates; reading the string then throws.
    private string? String()
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return Unexpected<string>("a string that is not valid UTF-8", "a string");
        }
    }

    private JsonMember? Member(string name)
    {
        try
        {
            return element.TryGetProperty(name, out var found) ? new JsonMember(found, path.Length == 0 ? name : $"{path}.{name}", ignored) : null;
        }
        catch (InvalidOperationException)
        {
            return Unexpected<JsonMember>("an object with a member name that is not valid UTF-8", "an object");
        }
    }

    private T? Unexpected<T>(string found, string expected)
        where T : class
    {
        var value = new UnexpectedValue(Place, found, expected);
        if (ignored is null) throw new UnexpectedMember(value.Sentence);
        // One object may be read several times.
        if (ignored.Count == 0 || ignored[^1] != value) ignored.Add(value);
        return null;
    }

    // The encoder escapes control characters, so that a value cannot begin a new line in a log. It rejects unpaired surrogates.
    private static string Shown(string text)
    {
        if (text.Length <= ShownLimit) return $"\"{JsonEncodedText.Encode(text)}\"";
        return $"\"{JsonEncodedText.Encode(text.AsSpan(0, char.IsHighSurrogate(text[ShownLimit - 1]) ? ShownLimit - 1 : ShownLimit))}…\"";
    }

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}

/// <summary>A member that provisioning depends on has an unusable value.</summary>
internal sealed class UnexpectedMember(string sentence) : Exception(sentence);
