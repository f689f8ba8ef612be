using System.Text;
using System.Text.Json;
using Daybreak.Machine.Kernel;
using Daybreak.Platform;
using Daybreak.Platform.Media;
using Daybreak.Platform.Time;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Sources;

/// <summary>
/// Keys out of the goal state's certificates. The cryptography is done by daybreak-certificates, a program of its own that speaks
/// version 1 of the protocol in docs/certificates.md; private keys pass through pipes and nothing else.
/// </summary>
/// <param name="wireServer">Has the certificates.</param>
/// <param name="goalStates">Says where.</param>
/// <param name="program">The path of daybreak-certificates; null where it is not installed.</param>
public sealed class CertificateSource(WireServerClient wireServer, GoalStateSource goalStates, string? program)
{
    private const string Reason = "failure to retrieve the certificates of the goal state";
    private const int LongestLine = 8 * 1024 * 1024;

    /// <summary>Making the transport key takes a second or two when primes are rare.</summary>
    private static readonly TimeSpan GreetingLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    /// <summary>The platform's present cipher, then the one of older platforms.</summary>
    private static readonly string[] Ciphers = ["AES128_CBC", "DES_EDE3_CBC"];

    /// <summary>Fetches what the media asks for.</summary>
    public PlatformResult<CertificateKeys> Fetch(FingerprintRequest wanted, Deadline deadline)
    {
        if (program is null)
            return Failed("the media names keys by fingerprint, which needs daybreak-certificates: install it beside daybreak or in /usr/lib/daybreak");
        using var child = Conversation.TryStart([program, "exchange"], deadline.Clock.Time, out string? error);
        if (child is null) return Failed($"{program} could not be started: {error}");

        var goalState = goalStates.Get(deadline);
        if (goalState.Failure is { } unknown) return unknown;
        if (goalState.Value!.CertificatesUrl is not { } url) return Failed("the media names keys by fingerprint, and the goal state has no certificates");
        if (child.Hear(GreetingLimit, LongestLine) is not { } greeting || Member(greeting, "transportCertificate") is not { } transport)
            return Failed($"{program} did not make a transport certificate");

        string refusal = "";
        foreach (string cipher in Ciphers)
        {
            var file = wireServer.FetchCertificates(url, transport, cipher, deadline);
            if (file.Failure is { } unfetched) return unfetched;
            if (file.Value!.Data is null) return Failed("the WireServer's answer has no certificates in it");
            if (!child.Say(Request(file.Value)) || child.Hear(AnswerLimit, LongestLine) is not { } answer) return Failed($"{program} ended without an answer");
            var certificates = Understand(answer, out string? reason);
            if (certificates is not null) return Match(wanted, certificates);
            refusal = $"{cipher}: {reason}";
        }
        return Failed($"the certificates of the goal state cannot be used: {refusal}");
    }

    private static PlatformResult<CertificateKeys> Match(FingerprintRequest wanted, List<Certificate> certificates)
    {
        var publicKeys = new List<string>();
        foreach (string fingerprint in wanted.PublicKeys)
        {
            if (certificates.FirstOrDefault(known => known.Thumbprint == fingerprint)?.PublicKey is not { } key)
                return Failed($"the media names the public key {fingerprint}, and no certificate of the goal state has this thumbprint");
            publicKeys.Add(key);
        }
        var pairs = new List<KeyPair>();
        foreach (OvfKeyPair pair in wanted.KeyPairs)
        {
            if (certificates.FirstOrDefault(known => known.Thumbprint == pair.Fingerprint) is not { PublicKey: { } publicKey, PrivateKey: { } privateKey })
                return Failed($"the media asks for the key pair {pair.Fingerprint}, and no certificate of the goal state has this thumbprint and a private key");
            pairs.Add(new KeyPair(pair.Path, new Secret(privateKey), publicKey));
        }
        return new CertificateKeys(publicKeys, pairs);
    }

    private static byte[] Request(CertificateFile file)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("data", file.Data);
            if (file.Format is { } format) json.WriteString("format", format);
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static string? Member(byte[] line, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.TryGetProperty(name, out var value) ? value.GetString() : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static List<Certificate>? Understand(byte[] line, out string? reason)
    {
        reason = "the answer of daybreak-certificates cannot be understood";
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("error", out var error))
            {
                reason = $"{Text(error, "reason")}: {Text(error, "detail")}";
                return null;
            }
            var certificates = new List<Certificate>();
            foreach (var item in document.RootElement.GetProperty("certificates").EnumerateArray())
            {
                byte[]? privateKey = Text(item, "privateKey") is { } pem ? Encoding.ASCII.GetBytes(pem) : null;
                certificates.Add(new Certificate(Text(item, "thumbprint") ?? "", Text(item, "openSshPublicKey"), privateKey));
            }
            return certificates;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
        finally
        {
            Array.Clear(line);
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static PlatformFailure Failed(string sentence) => PlatformFailure.BadData(Reason, sentence);

    private sealed record Certificate(string Thumbprint, string? PublicKey, byte[]? PrivateKey);
}
