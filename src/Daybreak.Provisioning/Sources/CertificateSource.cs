using System.Text.Json;
using Daybreak.Platform.Media;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Deciding;

namespace Daybreak.Provisioning.Sources;

/// <summary>
/// Keys out of the goal state's certificates. The cryptography is done by daybreak-certificates, a program of its own that speaks
/// version 1 of the protocol in docs/reference/certificates.md; private keys pass through pipes and nothing else.
/// </summary>
/// <param name="wireServer">Has the certificates.</param>
/// <param name="goalStates">Says where.</param>
/// <param name="program">The path of daybreak-certificates; null where it is not installed.</param>
public sealed class CertificateSource(WireServerClient wireServer, GoalStateSource goalStates, string? program)
{
    private const string Reason = "failure to retrieve the certificates of the goal state";
    private const int ProtocolVersion = 1;
    private const int GoalStatesAtMost = 3;
    private const int LongestLine = 8 * 1024 * 1024;

    /// <summary>In characters of a header; a certificate of a key of 4,096 bits takes 2,500.</summary>
    private const int LongestCertificate = 8 * 1024;

    /// <summary>Making the transport key takes a second or two when primes are rare.</summary>
    private static readonly TimeSpan GreetingLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    /// <summary>The platform's present cipher, then the one of older platforms.</summary>
    private static readonly string[] Ciphers = ["AES128_CBC", "DES_EDE3_CBC"];

    /// <summary>Fetches what the media asks for.</summary>
    public Result<CertificateKeys> Fetch(FingerprintRequest wanted, Deadline deadline)
    {
        if (program is null)
            return Failure.BadData(Reason, "the media names keys by fingerprint, which needs daybreak-certificates: install it beside daybreak or in /usr/lib/daybreak");
        var started = Conversation.Start([program, "exchange"], deadline.Clock.Time);
        if (started.Failure is { } error) return Failed($"{program} could not be started: {error.Message}");
        using var child = started.Value!;

        // The program looks for its primes while the goal state is asked for.
        var goalState = goalStates.Get(deadline);
        if (goalState.Failure is { } unknown) return unknown;
        if (goalState.Value!.CertificatesUrl is null) return NoCertificates;
        if (Greeting(child, deadline) is not { } transport) return Failed($"{program} did not make a transport certificate");

        var refusal = NoCertificates;
        foreach (string cipher in Ciphers)
        {
            var file = Ask(transport, cipher, deadline);
            if (file.Failure is { } unfetched)
            {
                if (!unfetched.IsUnsupported) return unfetched;
                refusal = unfetched;
                continue;
            }
            if (file.Value!.Data is null) return Failed("the WireServer's answer has no certificates in it");
            var limit = Within(AnswerLimit, deadline);
            if (!child.SendLine(Request(file.Value), limit) || child.ReceiveLine(limit, LongestLine) is not { } answer) return Failed($"{program} ended or fell silent without an answer");
            var certificates = Understand(answer, out string? reason);
            if (certificates is not null) return Match(wanted, certificates);
            refusal = Failed($"the certificates of the goal state cannot be used: {cipher}: {reason}");
        }
        return refusal;
    }

    private Result<CertificateFile> Ask(string transport, string cipher, Deadline deadline)
    {
        for (int tries = 1; ; tries++)
        {
            var goalState = goalStates.Get(deadline);
            if (goalState.Failure is { } failure) return failure;
            if (goalState.Value!.CertificatesUrl is not { } url) return NoCertificates;
            var file = wireServer.FetchCertificates(url, transport, cipher, deadline);
            // The goal state moved on between the two requests.
            if (file.Failure is not { IsStale: true } || tries == GoalStatesAtMost) return file;
            goalStates.Forget();
        }
    }

    // Another version means something that this one would misread; what is no base64 does not go into a header.
    private static string? Greeting(Conversation child, Deadline deadline)
    {
        if (child.ReceiveLine(Within(GreetingLimit, deadline), LongestLine) is not { } line) return null;
        try
        {
            using var greeting = JsonDocument.Parse(line);
            return greeting.RootElement.TryGetProperty("version", out var version) && version.TryGetInt32(out int number) && number == ProtocolVersion
                && Text(greeting.RootElement, "transportCertificate") is { Length: > 0 and <= LongestCertificate } certificate
                && certificate.All(character => char.IsAsciiLetterOrDigit(character) || character is '+' or '/' or '=')
                ? certificate
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static TimeSpan Within(TimeSpan limit, Deadline deadline) => limit < deadline.Remaining ? limit : deadline.Remaining;

    private static Result<CertificateKeys> Match(FingerprintRequest wanted, List<Certificate> certificates)
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

    private static Failure NoCertificates => Failed("the media names keys by fingerprint, and the goal state has no certificates");

    private static Failure Failed(string sentence) => Failure.BadData(Reason, sentence + Failure.Redeploy);

    private sealed record Certificate(string Thumbprint, string? PublicKey, byte[]? PrivateKey);
}
