using System.Buffers.Text;
using System.Text.Json;

namespace Daybreak.Certificates.Exchange;

/// <summary>One input line: <c>{"data":"base64","format":"Pkcs7BlobWithPfxContents"}</c>, the two elements of the platform's CertificateFile.</summary>
internal static class Request
{
    private const string PfxInCms = "Pkcs7BlobWithPfxContents";

    /// <summary>The CMS message. White space in the base64 and unknown members are ignored. A missing or empty format means the default.</summary>
    public static Outcome<ReadOnlyMemory<byte>> Parse(ReadOnlyMemory<byte> line)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
        }
        catch (JsonException)
        {
            return BadRequest;
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object) return BadRequest;
            if (!TryGetText(document.RootElement, "data", out var data) || data is null) return BadRequest;
            if (!TryGetText(document.RootElement, "format", out var format)) return BadRequest;
            if (format is not (null or "" or PfxInCms))
                return new Failure(FailureReason.UnsupportedFormat, $"The format is not {PfxInCms}.");
            return Decode(data);
        }
    }

    private static Failure BadRequest { get; } = new(FailureReason.BadRequest, "The line is not a JSON object with a string \"data\".");

    // A missing member and null are the same, and valid.
    private static bool TryGetText(JsonElement request, string name, out string? text)
    {
        text = null;
        if (!request.TryGetProperty(name, out var element) || element.ValueKind == JsonValueKind.Null) return true;
        if (element.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = element.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: JSON allows its escape sequence, .NET strings from JSON do not.
            return false;
        }
    }

    private static Outcome<ReadOnlyMemory<byte>> Decode(string data)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(data.Length)];
        if (!Convert.TryFromBase64String(data, bytes, out var written)) return new Failure(FailureReason.NotBase64, "The data is not base64.");
        return written == 0
            ? new Failure(FailureReason.NotCms, "The data is empty.")
            : (ReadOnlyMemory<byte>)bytes.AsMemory(0, written);
    }
}
