namespace Daybreak.Platform.Reports;

/// <summary>
/// The one-line record that the platform shows as the provisioning error: fields joined by "|", as cloud-init and azure-init write
/// it, so that support tools read ours too.
/// </summary>
public static class FailureDescription
{
    /// <summary>
    /// What a description may take in the form in which it is sent, in UTF-8 bytes: after XML escaping, after JSON escaping, or as it is. The
    /// WireServer's limit is 4,096.
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
    public static ReportDescription Encode(string reason, IReadOnlyList<(string Key, string Value)> details, string? vmId, DateTimeOffset time)
    {
        string Fitting(DescriptionForm form) => Encode(reason, details, vmId, time, form);
        return new ReportDescription(Fitting(DescriptionForm.Xml), Fitting(DescriptionForm.Json), Fitting(DescriptionForm.Plain));
    }

    private static string Encode(string reason, IReadOnlyList<(string Key, string Value)> details, string? vmId, DateTimeOffset time, DescriptionForm form)
    {
        string[] head = ["result=error", Fit($"reason={reason}", ReasonLimit, form), $"agent={ProductName.Agent}"];
        string[] tail =
        [
            $"vm_id={vmId ?? "None"}",
            $"timestamp={time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture)}",
            $"documentation_url={DocumentationUrl}",
        ];
        int left = Limit - ReportDescription.Length(Join([.. head, .. tail]), form) - 16;
        var kept = new List<string>();
        foreach (var (key, value) in details)
        {
            string field = Fit($"{key}={value}", left, form);
            if (field.Length <= key.Length + 1) continue;
            kept.Add(field);
            left -= ReportDescription.Length(Quote(field), form) + 1;
        }
        return Join([.. head, .. kept, .. tail]);
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

    private static string Fit(string field, int room, DescriptionForm form)
    {
        if (room <= 0) return "";
        // The most that one character takes: "&amp;"; a quote, which is doubled and then twice \u0027; three bytes of UTF-8.
        int most = form switch { DescriptionForm.Xml => 5, DescriptionForm.Json => 12, _ => 3 };
        while (ReportDescription.Length(Quote(field), form) is var length && length > room) field = Cut(field, field.Length - Math.Max(1, (length - room) / most));
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
