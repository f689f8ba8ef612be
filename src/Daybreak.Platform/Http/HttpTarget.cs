namespace Daybreak.Platform.Http;

/// <summary>What a request asks for, out of a URL that somebody else gave (RFC 9110, 4.2.1; RFC 9112, 3.2.1).</summary>
internal static class HttpTarget
{
    private const string Scheme = "http://";

    /// <summary>The path and the query of an http URL, as they stand, without the fragment.</summary>
    /// <returns>Null for any other text, and for one with a character that a URL does not have: a space or a line end would end the target.</returns>
    public static string? OfUrl(string url)
    {
        if (!url.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        foreach (char character in url)
            if (character is <= ' ' or >= '\x7f' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}') return null;
        string rest = url[Scheme.Length..];
        if (rest.IndexOf('#') is >= 0 and var fragment) rest = rest[..fragment];
        int authority = rest.AsSpan().IndexOfAny('/', '?');
        if (authority < 0) return rest.Length > 0 ? "/" : null;
        if (authority == 0) return null;
        return rest[authority] == '/' ? rest[authority..] : $"/{rest[authority..]}";
    }
}
