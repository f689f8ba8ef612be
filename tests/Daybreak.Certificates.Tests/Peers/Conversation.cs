using System.Text;
using System.Text.Json;
using Daybreak.Certificates.Exchange;
using Daybreak.Certificates.Transport;

namespace Daybreak.Certificates.Tests.Peers;

/// <summary>The agent's side of the protocol, with the exchange in this process.</summary>
internal static class Conversation
{
    private static readonly Lazy<TransportKey> SharedKey = new(() => TransportKey.Create(TransportKey.DefaultKeySize, TimeProvider.System));

    public static TransportKey Key => SharedKey.Value;

    public static string Line(byte[] message) =>
        $$"""{"data":"{{Convert.ToBase64String(message)}}","format":"Pkcs7BlobWithPfxContents"}""";

    /// <summary>The answer to one message.</summary>
    public static JsonElement Ask(byte[] message) => AskLine(Line(message));

    public static JsonElement AskLine(string line)
    {
        var (status, answers) = Run(Encoding.UTF8.GetBytes(line + "\n"));
        Assert.Equal(0, status);
        return Assert.Single(answers);
    }

    /// <summary>The exit status and the answers after the greeting.</summary>
    public static (int Status, IReadOnlyList<JsonElement> Answers) Run(byte[] input)
    {
        using var output = new MemoryStream();
        var status = (int)ExchangeLoop.Run(new MemoryStream(input), output, Key);
        var text = Encoding.UTF8.GetString(output.ToArray());
        Assert.EndsWith("\n", text);
        var lines = text[..^1].Split('\n');
        var greeting = Parse(lines[0]);
        Assert.Equal(1, greeting.GetProperty("version").GetInt32());
        Assert.Equal(Key.Certificate.ToArray(), greeting.GetProperty("transportCertificate").GetBytesFromBase64());
        return (status, [.. lines.Skip(1).Select(Parse)]);
    }

    public static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    /// <summary>The reason of an error answer. Fails if the answer is not an error.</summary>
    public static string Reason(JsonElement answer)
    {
        Assert.True(answer.TryGetProperty("error", out var error), answer.GetRawText());
        Assert.EndsWith(".", error.GetProperty("detail").GetString());
        return error.GetProperty("reason").GetString()!;
    }

    public static IReadOnlyList<JsonElement> Certificates(JsonElement answer)
    {
        Assert.True(answer.TryGetProperty("certificates", out var certificates), answer.GetRawText());
        return [.. certificates.EnumerateArray()];
    }

    public static IReadOnlyList<string> Remarks(JsonElement answer) =>
        [.. answer.GetProperty("remarks").EnumerateArray().Select(r => r.GetString()!)];
}
