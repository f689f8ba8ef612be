namespace Daybreak.Machine.Ssh;

/// <summary>A key in the format of authorized_keys: options, type, base64, comment.</summary>
/// <remarks>sshd(8), "AUTHORIZED_KEYS FILE FORMAT". The base64 content: RFC 4253, 5656 and 8709 and OpenSSH's PROTOCOL.u2f and PROTOCOL.certkeys.</remarks>
public sealed class PublicKey
{
    /// <summary>The maximum length of a line in characters. An RSA key of 16,384 bits has 2,800; a certificate with principals is longer.</summary>
    public const int Limit = 16 * 1024;

    private PublicKey(string line, string blob)
    {
        Line = line;
        Blob = blob;
    }

    /// <summary>The complete line, without a line end.</summary>
    public string Line { get; }

    /// <summary>The key itself, without options and comment.</summary>
    public string Blob { get; }

    /// <summary>Parses a line, given without its end: the key, or why sshd would not accept it.</summary>
    public static Result<PublicKey> Parse(string text)
    {
        string line = text.Trim(' ', '\t');
        if (line.Length == 0) return Failure.Invalid("is empty");
        if (line.Length > Limit) return Failure.Invalid($"has {line.Length} characters; a key has at most {Limit}");
        foreach (char character in line)
            if (char.IsControl(character) && character != '\t')
                return Failure.Invalid($"contains the control character U+{(int)character:X4}");
        if (line.StartsWith("-----BEGIN ", StringComparison.Ordinal) || line.StartsWith("---- BEGIN ", StringComparison.Ordinal))
            return Failure.Invalid("is in PEM or RFC 4716 format, which authorized_keys does not support: convert it with ssh-keygen -i");

        string rest = line;
        if (!BeginsWithType(rest))
        {
            var options = AuthorizedKeyOptions.Take(line);
            if (options.Value is not { } taken) return options.Failure!;
            rest = line[taken.Length..].TrimStart(' ', '\t');
            // If the line is neither a key nor options and a key, its first word is the best description.
            if (!BeginsWithType(rest)) return Failure.Invalid($"begins with \"{FirstWord(line)}\", which is not a key type of OpenSSH");
            if (AuthorizedKeyOptions.Check(taken) is { } unknown) return unknown;
        }
        string[] words = rest.Split([' ', '\t'], 3, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2) return Failure.Invalid($"has the type {words[0]} but no key");
        byte[] bytes = new byte[words[1].Length];
        if (!Convert.TryFromBase64String(words[1], bytes, out int length))
            return Failure.Invalid($"has a key of type {words[0]} that is not base64");
        if (PublicKeyBlob.Check(words[0], bytes.AsSpan(0, length)) is { } wrong) return wrong;
        return new PublicKey(line, Convert.ToBase64String(bytes, 0, length));
    }

    /// <summary>Whether a text begins with a key type of any version of OpenSSH.</summary>
    public static bool BeginsWithType(string text)
    {
        text = text.TrimStart(' ', '\t');
        int end = text.AsSpan().IndexOfAny(' ', '\t');
        return PublicKeyBlob.IsType(end < 0 ? text : text[..end]);
    }

    private static string FirstWord(string line)
    {
        int end = line.AsSpan().IndexOfAny(' ', '\t');
        string word = end < 0 ? line : line[..end];
        return word.Length > 40 ? word[..40] + "…" : word;
    }
}
