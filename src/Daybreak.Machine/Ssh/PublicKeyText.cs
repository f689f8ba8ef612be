namespace Daybreak.Machine.Ssh;

/// <summary>Texts of keys as portals deliver them: several in one text, with line ends in the middle of one.</summary>
public static class PublicKeyText
{
    private const int PiecesAtMost = 1000;

    /// <summary>The keys in a text, each in one line; lines that are comments are gone. What is no key stays as it is: <see cref="PublicKey.TryParse"/> says why.</summary>
    public static IReadOnlyList<string> Lines(string text)
    {
        List<string> keys = [], pieces = [];
        // A key file that was saved on Windows may begin with a byte order mark.
        foreach (string piece in text.TrimStart('\ufeff').Split(['\r', '\n'], PiecesAtMost, StringSplitOptions.RemoveEmptyEntries))
        {
            if (piece.AsSpan().Trim(" \t").IsEmpty || piece.TrimStart()[0] == '#') continue;
            // A piece that is a key, or begins as one, is the next key. None of the types can stand within a key's base64.
            if (pieces.Count > 0 && (PublicKey.BeginsWithType(piece) || PublicKey.TryParse(piece, out _, out _)))
            {
                keys.Add(Join(pieces));
                pieces.Clear();
            }
            pieces.Add(piece);
        }
        if (pieces.Count > 0) keys.Add(Join(pieces));
        return keys;
    }

    // Mostly the line ends came into the base64. Where that gives no key, one may stand for the blank after the type, or before the comment.
    private static string Join(List<string> pieces)
    {
        string whole = string.Concat(pieces).Trim(' ', '\t');
        if (pieces.Count == 1 || PublicKey.TryParse(whole, out _, out _)) return whole;
        for (int blank = 1; blank < Math.Min(pieces.Count, 64); blank++)
        {
            string tried = string.Concat(pieces.GetRange(0, blank)) + " " + string.Concat(pieces.GetRange(blank, pieces.Count - blank));
            if (PublicKey.TryParse(tried, out _, out _)) return tried.Trim(' ', '\t');
        }
        return whole;
    }
}
