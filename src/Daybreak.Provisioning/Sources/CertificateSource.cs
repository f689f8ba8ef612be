using System.Text.Json;
using Daybreak.Platform.Media;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Deciding;

namespace Daybreak.Provisioning.Sources;

/// <summary>Fetches keys from the goal state's certificates.</summary>
/// <remarks>
/// The program daybreak-certificates does the cryptography, with version 1 of the protocol in docs/reference/certificates.md. Private keys pass
/// through pipes only.
/// </remarks>
/// <param name="wireServer">The WireServer.</param>
/// <param name="goalStates">Has the URL of the certificates.</param>
/// <param name="program">The path of daybreak-certificates; null if it is not installed.</param>
public sealed class CertificateSource(WireServerClient wireServer, GoalStateSource goalStates, string? program)
{
    private const string Reason = "failure to retrieve the certificates of the goal state";
    private const int ProtocolVersion = 1;
    private const int GoalStatesAtMost = 3;
    private const int LongestLine = 8 * 1024 * 1024;

    /// <summary>In characters of a header. A certificate with a key of 4,096 bits takes 2,500.</summary>
    private const int LongestCertificate = 8 * 1024;

    /// <summary>Generating the transport key may take two seconds.</summary>
    private static readonly TimeSpan GreetingLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);

    /// <summary>The platform's current cipher, then the one of older platforms.</summary>
    private static readonly string[] Ciphers = ["AES128_CBC", "DES_EDE3_CBC"];

    /// <summary>Fetches the keys that the media names.</summary>
    public Result<CertificateKeys> Fetch(FingerprintRequest wanted, Deadline deadline)
    {
        if (program is null)
            return Failure.BadData(Reason, "the media names keys by fingerprint, which requires daybreak-certificates: install it in the directory of daybreak or in /usr/lib/daybreak");
        var started = Conversation.Start([program, "exchange"], deadline.Clock.Time);
        if (started.Failure is { } error) return Failed($"cannot start {program}: {error.Message}");
        using var child = started.Value!;

        // The program generates its key while the goal state is fetched.
        var goalState = goalStates.Get(deadline);
        if (goalState.Failure is { } unknown) return unknown;
        if (goalState.Value!.CertificatesUrl is null) return NoCertificates;
        if (Greeting(child, deadline) is not { } transport) return Failed($"{program} did not create a transport certificate");

        var refusal = NoCertificates;
        foreach (string cipher in Ciphers)
        {
            var file = FetchFile(transport, cipher, deadline);
            if (file.Failure is { } failure)
            {
                if (!failure.IsUnsupported) return failure;
                refusal = failure;
                continue;
            }
            if (file.Value!.Data is null) return Failed("the WireServer's answer contains no certificates");
            var limit = Within(AnswerLimit, deadline);
            if (!child.SendLine(Request(file.Value), limit) || child.ReceiveLine(limit, LongestLine) is not { } answer) return Failed($"{program} did not answer");
            var certificates = Read(answer);
            if (certificates.Value is { } usable) return Match(wanted, usable);
            refusal = Failed($"cannot use the certificates of the goal state: {cipher}: {certificates.Failure!.Finding}");
        }
        return refusal;
    }

    private Result<CertificateFile> FetchFile(string transport, string cipher, Deadline deadline)
    {
        for (int tries = 1; ; tries++)
        {
            var goalState = goalStates.Get(deadline);
            if (goalState.Failure is { } failure) return failure;
            if (goalState.Value!.CertificatesUrl is not { } url) return NoCertificates;
            var file = wireServer.FetchCertificates(url, transport, cipher, deadline);
            // The goal state has changed between the two requests.
            if (file.Failure is not { IsStale: true } || tries == GoalStatesAtMost) return file;
            goalStates.Forget();
        }
    }

    // Only the known version is accepted. Only base64 goes into a header.
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
                return Failed($"the media names the public key {fingerprint}, but no certificate of the goal state has this thumbprint");
            publicKeys.Add(key);
        }
        var pairs = new List<KeyPair>();
        foreach (OvfKeyPair pair in wanted.KeyPairs)
        {
            if (certificates.FirstOrDefault(known => known.Thumbprint == pair.Fingerprint) is not { PublicKey: { } publicKey, PrivateKey: { } privateKey })
                return Failed($"the media names the key pair {pair.Fingerprint}, but no certificate of the goal state has this thumbprint and a private key");
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

    private static Result<List<Certificate>> Read(byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.TryGetProperty("error", out var error)) return Failed($"{Text(error, "reason")}: {Text(error, "detail")}");
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
            return Failed("daybreak-certificates sent an invalid answer");
        }
        finally
        {
            Array.Clear(line);
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static Failure NoCertificates => Failed("the media names keys by fingerprint, but the goal state has no certificates");

    private static Failure Failed(string finding) => Failure.BadData(Reason, finding, Failure.Redeploy);

    private sealed record Certificate(string Thumbprint, string? PublicKey, byte[]? PrivateKey);
}
