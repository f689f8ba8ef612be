using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Daybreak.Certificates.GoalState;

namespace Daybreak.Certificates.Exchange;

/// <summary>Writes the lines of protocol version 1, one JSON object each; see docs/reference/certificates.md.</summary>
internal static class Answers
{
    public const int ProtocolVersion = 1;

    // The default encoder writes '+', which base64 contains, as six characters. The output is never part of HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Greet(Stream output, TransportKey key)
    {
        using var line = new SecretWriter();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", ProtocolVersion);
            json.WriteBase64String("transportCertificate", key.Certificate.Span);
            json.WriteEndObject();
        }

        Send(output, line);
    }

    public static void Refuse(Stream output, Failure failure)
    {
        using var line = new SecretWriter();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("error");
            json.WriteString("reason", FailureReasons.Name(failure.Reason));
            json.WriteString("detail", failure.Detail);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        Send(output, line);
    }

    public static void Deliver(Stream output, GoalStateCertificates certificates)
    {
        using var line = new SecretWriter();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("certificates");
            foreach (var certificate in certificates.Certificates) Write(json, certificate);
            json.WriteEndArray();
            json.WriteStartArray("remarks");
            foreach (var remark in certificates.Remarks.Sentences) json.WriteStringValue(remark);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        Send(output, line);
    }

    private static void Write(Utf8JsonWriter json, GoalStateCertificate certificate)
    {
        json.WriteStartObject();
        json.WriteString("thumbprint", certificate.Thumbprint);
        json.WriteString("subject", certificate.Subject);
        json.WriteString("openSshPublicKey", certificate.OpenSshPublicKey);
        json.WritePropertyName("privateKey");
        if (certificate.PrivateKey is { } key) WritePem(json, key.Pkcs8.Span);
        else json.WriteNullValue();
        json.WriteBoolean("hasPrivateKey", certificate.PrivateKey is not null);
        json.WriteEndObject();
    }

    // PKCS #8 in PEM (RFC 7468, section 10): what the official agent installs, and what OpenSSH and OpenSSL both read. Written here byte by byte,
    // because Utf8JsonWriter escapes strings in shared buffers that it does not overwrite.
    private static void WritePem(Utf8JsonWriter json, ReadOnlySpan<byte> pkcs8)
    {
        const int BytesInLine = 48;
        var lines = (pkcs8.Length + BytesInLine - 1) / BytesInLine;
        using var text = new Secret(64 + (lines * 66));
        var at = Append(text, 0, "\"-----BEGIN PRIVATE KEY-----\\n"u8);
        for (; !pkcs8.IsEmpty; pkcs8 = pkcs8[Math.Min(BytesInLine, pkcs8.Length)..])
        {
            Base64.EncodeToUtf8(pkcs8[..Math.Min(BytesInLine, pkcs8.Length)], text.Buffer[at..], out _, out var written);
            at = Append(text, at + written, "\\n"u8);
        }

        text.SetLength(Append(text, at, "-----END PRIVATE KEY-----\\n\""u8));
        json.WriteRawValue(text.Span, skipInputValidation: true);
    }

    private static int Append(Secret text, int at, ReadOnlySpan<byte> part)
    {
        part.CopyTo(text.Buffer[at..]);
        return at + part.Length;
    }

    private static void Send(Stream output, SecretWriter line)
    {
        line.GetSpan(1)[0] = (byte)'\n';
        line.Advance(1);
        output.Write(line.Written);
        output.Flush();
    }
}
