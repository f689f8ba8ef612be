using System.Text;

namespace Daybreak.Machine.Ssh;

/// <summary>The machine's SSH host keys, as far as the world may know them.</summary>
public static class HostKey
{
    /// <summary>The kinds that clients prefer, in their order.</summary>
    private static readonly string[] Kinds = ["ed25519", "ecdsa", "rsa"];

    /// <summary>The fingerprint of the first host key, as <c>ssh-keygen -l</c> prints it: "SHA256:" and base64 without padding; null when there is none.</summary>
    public static string? Fingerprint(MachineView machine)
    {
        foreach (string kind in Kinds)
        {
            // sshd(8): "type base64 comment" on one line.
            string[] fields = (machine.ReadText($"/etc/ssh/ssh_host_{kind}_key.pub") ?? "").Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 2) continue;
            byte[] blob = new byte[Encoding.ASCII.GetByteCount(fields[1])];
            if (Convert.TryFromBase64String(fields[1], blob, out int length) && length > 0)
                return "SHA256:" + Convert.ToBase64String(Sha256.Hash(blob.AsSpan(0, length))).TrimEnd('=');
        }
        return null;
    }
}
