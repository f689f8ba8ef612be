using System.Globalization;
using System.Text;

namespace Daybreak.Platform.Reports;

/// <summary>
/// The one-line record that the platform shows as the provisioning error: fields joined by "|", as cloud-init and azure-init write
/// it, so that support tools read ours too.
/// </summary>
public static class FailureDescription
{
    /// <summary>
    /// What a description may take after XML escaping, in UTF-8 bytes. The WireServer's limit is 4,096.
    /// </summary>
    public const int Limit = 4000;

    // Of a reason longer than this its beginning says enough; the details need room, too.
    private const int ReasonLimit = 2000;

    private const string DocumentationUrl = "https://aka.ms/linuxprovisioningerror";

    /// <summary>Writes the record. What is too long is cut from the details, the last one first, then from a reason above 2,000 bytes, never from the identity.</summary>
    /// <param name="reason">The reason, in documented words where there are some.</param>
    /// <param name="details">Supporting data: step, exit code, the end of a program's error output.</param>
    /// <param name="vmId">The VM id; null when it is not known.</param>
    /// <param name="time">When it failed.</param>
    public static string Encode(string reason, IReadOnlyList<(string Key, string Value)> details, string? vmId, DateTimeOffset time)
    {
        string[] head = ["result=error", Fit($"reason={reason}", ReasonLimit), $"agent={ProductName.Agent}"];
        string[] tail =
        [
            $"vm_id={vmId ?? "None"}",
            $"timestamp={time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture)}",
            $"documentation_url={DocumentationUrl}",
        ];
        int left = Limit - EscapedLength(Join([.. head, .. tail])) - 16;
        var kept = new List<string>();
        foreach (var (key, value) in details)
        {
            string field = Fit($"{key}={value}", left);
            if (field.Length <= key.Length + 1) continue;
            kept.Add(field);
            left -= EscapedLength(Quote(field)) + 1;
        }
        return Join([.. head, .. kept, .. tail]);
    }

    /// <summary>How long a text is after XML escaping, in UTF-8 bytes.</summary>
    public static int EscapedLength(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        foreach (char character in text)
            length += character switch { '&' => 4, '<' or '>' => 3, _ => 0 };
        return length;
    }

    private static string Join(IEnumerable<string> fields) => string.Join('|', fields.Select(Quote));

    // A field with the separator, the quote or a line end in it is wrapped in single quotes, inner ones doubled.
    private static string Quote(string field)
    {
        var clean = new StringBuilder(field.Length);
        foreach (char character in field) clean.Append(char.IsControl(character) && character is not ('\n' or '\r' or '\t') ? '?' : character);
        field = clean.ToString();
        return field.AsSpan().IndexOfAny("|'\r\n") < 0 ? field : $"'{field.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static string Fit(string field, int room)
    {
        if (room <= 0) return "";
        while (EscapedLength(Quote(field)) > room) field = Cut(field, field.Length - Math.Max(1, (EscapedLength(Quote(field)) - room) / 5));
        return field;
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        if (length <= 0) return "";
        // A surrogate pair stays whole.
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
