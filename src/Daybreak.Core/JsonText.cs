using System.Text.Json;

namespace Daybreak.Core;

/// <summary>Writes JSON documents for programs.</summary>
public static class JsonText
{
    /// <summary>One indented object with a line end, in UTF-8.</summary>
    /// <param name="members">Writes the members.</param>
    public static byte[] Document(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    /// <summary>Writes a member that is an array of objects.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="name">The member.</param>
    /// <param name="items">One for each object.</param>
    /// <param name="members">Writes the members of one object.</param>
    public static void WriteObjects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> members)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            members(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>Writes a member that is an array of texts.</summary>
    public static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
