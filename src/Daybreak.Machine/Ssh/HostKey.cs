using System.Text;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Ssh;

/// <summary>The machine's SSH host keys: where they are, and what of them the world may know.</summary>
public static class HostKey
{
    /// <summary>Where OpenSSH keeps them.</summary>
    public const string Directory = "/etc/ssh";

    private const string Prefix = "ssh_host_";
    private const string Suffix = "_key";

    /// <summary>The kinds that clients prefer, in their order.</summary>
    private static readonly string[] Kinds = ["ed25519", "ecdsa", "rsa"];

    /// <summary>The private key's path; the public one's has ".pub" after it, its certificate's "-cert.pub".</summary>
    public static string PathOf(string type) => $"{Directory}/{Prefix}{type}{Suffix}";

    /// <summary>
    /// The type that a name in <see cref="Directory"/> belongs to, be it the private key, the public one or the certificate; null for any
    /// other file.
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

    /// <summary>The fingerprint of the first host key, as <c>ssh-keygen -l</c> prints it: "SHA256:" and base64 without padding; null when there is none.</summary>
    public static string? Fingerprint(MachineView machine)
    {
        foreach (string kind in Kinds)
            if (FingerprintOf(kind, machine) is { } fingerprint) return fingerprint;
        return null;
    }

    /// <summary>All host keys as ssh shows them at the first meeting: "ED25519 SHA256:…", those that clients prefer first.</summary>
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
