using Daybreak.Certificates.Ciphers;

namespace Daybreak.Certificates.Pfx;

/// <summary>What lay in a PFX, in its order and not yet looked into: certificates (DER) and private keys (PKCS #8 DER).</summary>
internal sealed class PfxContents : IDisposable
{
    private readonly List<Secret> _owned = [];

    public List<ReadOnlyMemory<byte>> Certificates { get; } = [];

    public List<ReadOnlyMemory<byte>> PrivateKeys { get; } = [];

    /// <summary>What was left out and why, in sentences without data.</summary>
    public Remarks Remarks { get; } = new();

    /// <summary>Keeps decrypted bytes, of which the lists hold views, until all is read.</summary>
    public void Own(Secret secret) => _owned.Add(secret);

    public void Dispose()
    {
        foreach (var secret in _owned) secret.Dispose();
    }
}
