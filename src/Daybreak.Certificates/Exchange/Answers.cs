using System.Buffers;
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

    public static void Greet(Stream output, TransportKey key) => Send(output, json =>
    {
        json.WriteNumber("version", ProtocolVersion);
        json.WriteBase64String("transportCertificate", key.Certificate.Span);
    });

    public static void Refuse(Stream output, Failure failure) => Send(output, json =>
    {
        json.WriteStartObject("error");
        json.WriteString("reason", failure.Reason);
        json.WriteString("detail", failure.Message);
        json.WriteEndObject();
    });

    public static void Deliver(Stream output, GoalStateCertificates certificates) => Send(output, json =>
    {
        json.WriteStartArray("certificates");
        foreach (var certificate in certificates.Certificates) Write(json, certificate);
        json.WriteEndArray();
        json.WriteStartArray("remarks");
        foreach (var remark in certificates.Remarks.Sentences) json.WriteStringValue(remark);
        json.WriteEndArray();
    });

    private static void Write(Utf8JsonWriter json, GoalStateCertificate certificate)
    {
        json.WriteStartObject();
        json.WriteString("thumbprint", certificate.Thumbprint);
        json.WriteString("subject", certificate.Subject);
        json.WriteString("openSshPublicKey", certificate.OpenSshPublicKey);
        json.WritePropertyName("privateKey");
        if (certificate.PrivateKey is { } key) WritePem(json, key.Pkcs8.Reveal());
        else json.WriteNullValue();
        json.WriteBoolean("hasPrivateKey", certificate.PrivateKey is not null);
        json.WriteEndObject();
    }

    // PKCS #8 in PEM (RFC 7468, section 10): what the official agent installs, and what OpenSSH and OpenSSL both read. Written here byte by byte,
    // because Utf8JsonWriter escapes strings in shared buffers that it does not overwrite.
    private static void WritePem(Utf8JsonWriter json, ReadOnlySpan<byte> pkcs8)
    {
        const int BytesInLine = 48, CharactersInLine = 64;
        using var text = new SecretWriter();
        text.Write("\"-----BEGIN PRIVATE KEY-----\\n"u8);
        for (var at = 0; at < pkcs8.Length; at += BytesInLine)
        {
            Base64.EncodeToUtf8(pkcs8[at..Math.Min(at + BytesInLine, pkcs8.Length)], text.GetSpan(CharactersInLine), out _, out var written);
            text.Advance(written);
            text.Write("\\n"u8);
        }

        text.Write("-----END PRIVATE KEY-----\\n\""u8);
        json.WriteRawValue(text.Written, skipInputValidation: true);
    }

    private static void Send(Stream output, Action<Utf8JsonWriter> write)
    {
        using var line = new SecretWriter();
        using (var json = new Utf8JsonWriter(line, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        output.Write(line.Written);
        output.Flush();
    }
}
