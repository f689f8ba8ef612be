namespace Daybreak.Certificates.Pfx;

/// <summary>The contents of a PFX in their order, not yet parsed: certificates (DER) and private keys (PKCS #8 DER).</summary>
internal sealed class PfxContents : IDisposable
{
    private readonly List<Secret> _owned = [];

    public List<ReadOnlyMemory<byte>> Certificates { get; } = [];

    public List<ReadOnlyMemory<byte>> PrivateKeys { get; } = [];

    /// <summary>What was skipped and why, in sentences without data from the message.</summary>
    public Remarks Remarks { get; } = new();

    /// <summary>Keeps decrypted bytes alive while the lists refer to them.</summary>
    public ReadOnlyMemory<byte> Own(Secret secret)
    {
        _owned.Add(secret);
        return secret.RevealMemory();
    }

    public void Dispose()
    {
        foreach (var secret in _owned) secret.Dispose();
    }
}

/// <summary>Sentences about what was skipped, each once. Their number is limited, which keeps the answer short.</summary>
internal sealed class Remarks
{
    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public void Add(string sentence)
    {
        if (_sentences.Count < Limits.Remarks && !_sentences.Contains(sentence)) _sentences.Add(sentence);
    }
}
