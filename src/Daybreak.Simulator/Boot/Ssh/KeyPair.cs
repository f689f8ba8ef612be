using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Ssh;

/// <summary>An SSH key pair made for one run.</summary>
/// <param name="PrivateFile">The file of the private key.</param>
/// <param name="Public">The public key as a line of authorized_keys.</param>
public sealed record KeyPair(string PrivateFile, string Public)
{
    /// <summary>Creates a key pair in a directory.</summary>
    public static async Task<KeyPair> MakeAsync(string directory)
    {
        var file = Path.Combine(directory, "ssh-key");
        (await new Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "daybreak-simulator boot", "-f", file).RunAsync().ConfigureAwait(false)).Succeeded();
        return new KeyPair(file, (await File.ReadAllTextAsync(file + ".pub").ConfigureAwait(false)).Trim());
    }
}
