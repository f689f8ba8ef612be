using System.Text.Encodings.Web;

namespace Daybreak.Platform.Reports;

/// <summary>The description of a report, within the size limit of each form.</summary>
/// <param name="Xml">For the health report of the WireServer: limited after XML escaping.</param>
/// <param name="Json">For <c>/provisioning/health</c>: limited after JSON escaping.</param>
/// <param name="Plain">For the key-value pool: limited without escaping.</param>
public sealed record ReportDescription(string Xml, string Json, string Plain)
{
    /// <summary>A short text, the same in every form.</summary>
    public static ReportDescription Of(string text) => new(text, text, text);

    /// <summary>The size of a text in a form, in UTF-8 bytes.</summary>
    public static int Length(string text, DescriptionForm form)
    {
        // The JSON encoder escapes everything but ASCII.
        if (form == DescriptionForm.Json) return JavaScriptEncoder.Default.Encode(text).Length;
        int length = Encoding.UTF8.GetByteCount(text);
        if (form == DescriptionForm.Plain) return length;
        foreach (char character in text)
            length += character switch { '&' => 4, '<' or '>' => 3, _ => 0 };
        return length;
    }
}

/// <summary>The forms in which a description is sent.</summary>
public enum DescriptionForm
{
    /// <summary>The WireServer's health report.</summary>
    Xml,

    /// <summary><c>/provisioning/health</c>.</summary>
    Json,

    /// <summary>The key-value pool.</summary>
    Plain,
}
