using System.Text;

namespace Daybreak.Machine.Ssh;

/// <summary>An authorized_keys file: keys are added at its end, and everything that others wrote stays as it is.</summary>
public static class AuthorizedKeys
{
    /// <summary>The file with the keys that it lacks.</summary>
    /// <param name="present">The file's content; empty for none.</param>
    /// <param name="wanted">Keys, one line each.</param>
    /// <param name="added">How many it lacked.</param>
    public static byte[] With(ReadOnlySpan<byte> present, IEnumerable<PublicKey> wanted, out int added)
    {
        // Comments may be in any encoding: Latin-1 gives every byte back as it was.
        string text = Encoding.Latin1.GetString(present);
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
            if (PublicKey.TryParse(line.TrimEnd('\r'), out var key, out _)) there.Add(key.Blob);

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
