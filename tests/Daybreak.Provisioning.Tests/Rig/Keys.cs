using System.Text;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>Public keys that sshd accepts, without private keys.</summary>
internal static class Keys
{
    /// <summary>The same key for the same seed.</summary>
    public static string Ed25519(int seed, string comment = "")
    {
        byte[] point = new byte[32];
        new Random(seed).NextBytes(point);
        byte[] blob = [0, 0, 0, 11, .. Encoding.ASCII.GetBytes("ssh-ed25519"), 0, 0, 0, 32, .. point];
        return $"ssh-ed25519 {Convert.ToBase64String(blob)} {comment}".TrimEnd();
    }
}
