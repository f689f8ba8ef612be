namespace Daybreak.Machine.Ssh;

/// <summary>An authorized_keys file. New keys are added at the end; existing content stays unchanged.</summary>
public static class AuthorizedKeys
{
    /// <summary>The file (empty for none) with the missing keys added, and the number of added keys.</summary>
    public static byte[] With(ReadOnlySpan<byte> present, IEnumerable<PublicKey> wanted, out int added)
    {
        // Comments may have any encoding. Latin-1 preserves every byte.
        string text = Encoding.Latin1.GetString(present);
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
            if (PublicKey.Parse(line.TrimEnd('\r')).Value is { } key) there.Add(key.Blob);

        var lines = new StringBuilder();
        added = 0;
        foreach (var key in wanted)
        {
            if (!there.Add(key.Blob)) continue;
            lines.Append(key.Line).Append('\n');
            added++;
        }
        if (added == 0) return present.ToArray();
        bool torn = !present.IsEmpty && present[^1] != (byte)'\n';
        return [.. present, .. torn ? "\n"u8 : default, .. Encoding.UTF8.GetBytes(lines.ToString())];
    }
}
