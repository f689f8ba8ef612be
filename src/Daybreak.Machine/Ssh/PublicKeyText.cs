namespace Daybreak.Machine.Ssh;

/// <summary>Key texts as portals deliver them: several keys in one text, possibly with line ends within a key.</summary>
public static class PublicKeyText
{
    private const int PiecesAtMost = 1000;

    /// <summary>
    /// The keys in a text, one line each, without comment lines. Text that is not a key is kept unchanged; <see cref="PublicKey.Parse"/>
    /// reports why it is invalid.
    /// </summary>
    public static IReadOnlyList<string> Lines(string text)
    {
        List<string> keys = [], pieces = [];
        // A file that was saved on Windows may begin with a byte order mark.
        foreach (string piece in text.TrimStart('\ufeff').Split(['\r', '\n'], PiecesAtMost, StringSplitOptions.RemoveEmptyEntries))
        {
            if (piece.AsSpan().Trim(" \t").IsEmpty || piece.TrimStart()[0] == '#') continue;
            // A piece that begins like a key is the next key. No key type can occur within base64.
            if (pieces.Count > 0 && (PublicKey.BeginsWithType(piece) || PublicKey.Parse(piece).Value is not null))
            {
                keys.Add(Join(pieces));
                pieces.Clear();
            }
            pieces.Add(piece);
        }
        if (pieces.Count > 0) keys.Add(Join(pieces));
        return keys;
    }

    // A line end is usually within the base64. If that gives no valid key, it may replace the space after the type or before the comment.
    private static string Join(List<string> pieces)
    {
        string whole = string.Concat(pieces).Trim(' ', '\t');
        if (pieces.Count == 1 || PublicKey.Parse(whole).Value is not null) return whole;
        for (int blank = 1; blank < Math.Min(pieces.Count, 64); blank++)
        {
            string tried = string.Concat(pieces.GetRange(0, blank)) + " " + string.Concat(pieces.GetRange(blank, pieces.Count - blank));
            if (PublicKey.Parse(tried).Value is not null) return tried.Trim(' ', '\t');
        }
        return whole;
    }
}
