using System.Text.Json;
using System.Text.Unicode;

namespace Daybreak.Certificates.Exchange;

/// <summary>One input line: <c>{"data":"base64","format":"Pkcs7BlobWithPfxContents"}</c>, the two elements of the platform's CertificateFile.</summary>
internal static class Request
{
    private const string PfxInCms = "Pkcs7BlobWithPfxContents";

    /// <summary>The CMS message. White space in the base64 and unknown members are ignored. A missing or empty format means the default.</summary>
    public static Result<byte[]> Parse(ReadOnlyMemory<byte> line)
    {
        if (!Utf8.IsValid(line.Span)) return BadRequest;
        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 8 });
            var request = document.RootElement;
            var data = request.GetProperty("data");
            if (request.TryGetProperty("format", out var format) && format.GetString() is not (null or "" or PfxInCms))
                return Failure.BadData(FailureReason.UnsupportedFormat, $"The format is not {PfxInCms}.");
            if (data.GetString() is not { } text) return BadRequest;
            // Unlike TryGetBytesFromBase64, Convert accepts unused bits that are not zero.
            byte[] message = new byte[(text.Length / 4 * 3) + 3];
            if (!Convert.TryFromBase64String(text, message, out int length)) return Failure.BadData(FailureReason.NotBase64, "The data is not base64.");
            return length > 0 ? message[..length] : Failure.BadData(FailureReason.NotCms, "The data is empty.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // InvalidOperationException: a member is not a string, or has half of a surrogate pair.
            return BadRequest;
        }
    }

    private static Failure BadRequest { get; } = Failure.BadData(FailureReason.BadRequest, "The line is not a JSON object with a string \"data\".");
}
