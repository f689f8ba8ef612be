using System.Text;

namespace Daybreak.Simulator.Tests.Hosting;

/// <summary>Creates invalid requests from valid ones, deterministically for a given random generator.</summary>
internal static class Garbage
{
    private static readonly string[] Tokens =
    [
        "\r\n", "\r", "\n", "\0", " ", "\t", "%", "%00", "%zz", "%2f", "%ff%fe", "..", "/../", "//", "?", "&", "=", ";", ":", "\"", "'", "\\", "<", ">", "&#0;", "&#x110000;", "&lol;", "]]>", "<![CDATA[",
        "<!DOCTYPE a [<!ENTITY b \"c\">]>", "\\ud800", "\\u0000", "\u00ff\u00fe", "\u00c3\u0028", "{", "}", "[", "]", "null", "true", "-1", "1e999", "99999999999999999999", "0x10", "NaN",
        "chunked", "Transfer-Encoding: chunked\r\n", "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Content-Length: 99999999\r\n", "Expect: 100-continue\r\n", "X-Forwarded-For: 1.2.3.4\r\n", "Connection: upgrade\r\nUpgrade: h2c\r\n", "Host: \r\n", "Range: bytes=0-\r\n",
        "api-version=2021-08-01", "format=text", "incarnation=0", "HTTP/1.0", "HTTP/2.0", "OPTIONS", "CONNECT", "http://168.63.129.16/", "*", "&a", "*a", "<<: *a", "!!binary", "? ", "- ", "on: '*'",
    ];

    /// <summary>Bodies that may cause errors in parsers.</summary>
    public static readonly IReadOnlyList<string> Bodies =
    [
        "", "{}", "[]", "null", "\"text\"", "{\"state\":\"\\ud800\"}", "{\"\\ud800\":1}", "{\"state\":{\"state\":[]}}", "{\"state\":\"NotReady\",\"details\":{\"description\":\"\\udfff\"}}", "{\"Api\":1", "\u00ef\u00bb\u00bf{}",
        "<a/>", "<?xml version=\"1.0\" encoding=\"utf-16\"?><Health/>", "<?xml version=\"1.0\" encoding=\"nonsense\"?><Health/>", "<?xml version=\"1.1\"?><Health/>", "<Health xmlns=\"u\"/>", "<Health><Health><Health/></Health></Health>", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><Health>&b;</Health>",
        "<TelemetryData><Provider id=\"\"/></TelemetryData>", "a: &a [*a]", "&a a: *a", "- {on: '*', after: -1}", "[[[[", "{on: imds.instance, status: 99}", "%YAML 9.9\n---\n{}", "? [a]\n: b", "{button: x}",
    ];

    public static byte[] Of(Random random, string wellFormed)
    {
        switch (random.Next(10))
        {
            case 0: // not HTTP
                var noise = new byte[random.Next(1, 600)];
                random.NextBytes(noise);
                return random.Next(2) == 0 ? noise : [.. noise, .. "\r\n\r\n"u8];
            case 1: // another body with the right length
                return Encoding.Latin1.GetBytes(WithBody(wellFormed, Body(random)));
            case 2: // many headers, or a very long one
                var header = random.Next(2) == 0 ? string.Concat(Enumerable.Range(0, random.Next(1, 300)).Select(number => $"X-{number}: y\r\n")) : $"X-Long: {new string('x', random.Next(1, 60_000))}\r\n";
                return Encoding.Latin1.GetBytes(wellFormed.Replace("\r\n\r\n", $"\r\n{header}\r\n", StringComparison.Ordinal));
            case 3: // two requests, the second truncated
                return Encoding.Latin1.GetBytes(wellFormed + wellFormed[..random.Next(wellFormed.Length)]);
            case 4: // truncated
                return Encoding.Latin1.GetBytes(wellFormed[..random.Next(wellFormed.Length)]);
            case 5: // another method
                var methods = (string[])["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "GET", "POST", "BREW", "get"];
                return Encoding.Latin1.GetBytes(methods[random.Next(methods.Length)] + wellFormed[wellFormed.IndexOf(' ', StringComparison.Ordinal)..]);
            default:
                return Changed(random, Encoding.Latin1.GetBytes(wellFormed));
        }
    }

    private static string Body(Random random) => random.Next(6) switch
    {
        0 => new string('[', random.Next(1, 3000)),
        1 => string.Concat(Enumerable.Repeat("<a>", random.Next(1, 3000))),
        2 => new string('x', random.Next(70_000)),
        _ => Bodies[random.Next(Bodies.Count)],
    };

    /// <summary>Replaces the body and adjusts Content-Length.</summary>
    public static string WithBody(string wellFormed, string body)
    {
        var head = wellFormed[..wellFormed.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n").Where(line => !line.StartsWith("Content-Length", StringComparison.Ordinal));
        return $"{string.Join("\r\n", head)}\r\nContent-Length: {body.Length}\r\n\r\n{body}";
    }

    // Changes, removes or duplicates a few bytes, or inserts tokens with a special meaning.
    private static byte[] Changed(Random random, byte[] bytes)
    {
        var changed = bytes.ToList();
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var place = random.Next(changed.Count);
            switch (random.Next(4))
            {
                case 0: changed[place] = (byte)random.Next(256); break;
                case 1: changed.RemoveRange(place, Math.Min(changed.Count - place, random.Next(1, 20))); break;
                case 2: changed.InsertRange(place, changed.GetRange(place, Math.Min(changed.Count - place, random.Next(1, 40)))); break;
                default: changed.InsertRange(place, Encoding.Latin1.GetBytes(Tokens[random.Next(Tokens.Length)])); break;
            }
            if (changed.Count == 0) changed.Add(0);
        }
        return [.. changed];
    }
}
