namespace Daybreak.Platform.Http;

/// <summary>The target of a request, from a URL in an answer (RFC 9110, 4.2.1; RFC 9112, 3.2.1).</summary>
internal static class HttpTarget
{
    private const string Scheme = "http://";

    /// <summary>The unchanged path and query of an http URL, without the fragment.</summary>
    /// <returns>Null for any other text, or if a character is not allowed in a URL: a space or a line end would end the target.</returns>
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
