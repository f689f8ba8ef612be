namespace Daybreak.Machine.Ssh;

/// <summary>The machine's SSH host keys: their paths and fingerprints.</summary>
public static class HostKey
{
    /// <summary>The directory where OpenSSH stores them.</summary>
    public const string Directory = "/etc/ssh";

    private const string Prefix = "ssh_host_";
    private const string Suffix = "_key";

    /// <summary>The key types in the order that clients prefer.</summary>
    private static readonly string[] Kinds = ["ed25519", "ecdsa", "rsa"];

    /// <summary>The path of the private key. The public key has ".pub" appended, its certificate "-cert.pub".</summary>
    public static string PathOf(string type) => $"{Directory}/{Prefix}{type}{Suffix}";

    /// <summary>
    /// The key type of a file name in <see cref="Directory"/>, which may be a private key, a public key or a certificate; null for any other
    /// file.
    /// </summary>
    public static string? TypeOf(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        foreach (string ending in (string[])["-cert.pub", ".pub", ""])
        {
            string whole = Suffix + ending;
            if (name.Length > Prefix.Length + whole.Length && name.EndsWith(whole, StringComparison.Ordinal)) return name[Prefix.Length..^whole.Length];
        }
        return null;
    }

    /// <summary>The fingerprint of the first host key, as <c>ssh-keygen -l</c> prints it: "SHA256:" and base64 without padding; null if there is none.</summary>
    public static string? Fingerprint(MachineView machine)
    {
        foreach (string kind in Kinds)
            if (FingerprintOf(kind, machine) is { } fingerprint) return fingerprint;
        return null;
    }

    /// <summary>All host keys as ssh shows them at the first connection, "ED25519 SHA256:…", in the order that clients prefer.</summary>
    /// <exception cref="FileFailure">A public key cannot be read.</exception>
    public static IReadOnlyList<string> Fingerprints(MachineView machine)
    {
        var lines = new List<string>();
        foreach (string kind in Kinds)
            if (FingerprintOf(kind, machine) is { } fingerprint) lines.Add($"{kind.ToUpperInvariant()} {fingerprint}");
        return lines;
    }

    private static string? FingerprintOf(string kind, MachineView machine)
    {
        // sshd(8): "type base64 comment" on one line.
        string[] fields = (machine.ReadText(PathOf(kind) + ".pub") ?? "").Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 2) return null;
        byte[] blob = new byte[Encoding.ASCII.GetByteCount(fields[1])];
        return Convert.TryFromBase64String(fields[1], blob, out int length) && length > 0
            ? "SHA256:" + Convert.ToBase64String(Sha256.Hash(blob.AsSpan(0, length))).TrimEnd('=')
            : null;
    }
}
