namespace Daybreak.Platform.Reports;

/// <summary>
/// The record that the platform shows as the provisioning error: fields in one line, separated by "|". The format is that of cloud-init
/// and azure-init, so that support tools can read it.
/// </summary>
public static class FailureDescription
{
    /// <summary>The maximum size of a description in the form in which it is sent, in UTF-8 bytes. The WireServer's limit is 4,096.</summary>
    public const int Limit = 4000;

    // The rest is for the details.
    private const int ReasonLimit = 2000;

    private const string DocumentationUrl = "https://aka.ms/linuxprovisioningerror";

    /// <summary>Writes the record. If it is too long, cuts the last details and a reason above 2,000 bytes.</summary>
    /// <param name="reason">The reason; a documented phrase if there is one.</param>
    /// <param name="details">Step, exit code, the end of a program's error output, and the like.</param>
    /// <param name="vmId">The VM id; null if unknown.</param>
    /// <param name="time">The time of the failure.</param>
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

    // A field with a separator, a quote or a line end is in single quotes; inner quotes are doubled.
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
        // The maximum size of one character: "&amp;"; a doubled quote, twice \u0027; three bytes of UTF-8.
        int largest = form switch { DescriptionForm.Xml => 5, DescriptionForm.Json => 12, _ => 3 };
        while (ReportDescription.Length(Quote(field), form) is var length && length > room) field = Cut(field, field.Length - Math.Max(1, (length - room) / largest));
        return field;
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        if (length <= 0) return "";
        // Does not split a surrogate pair.
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
