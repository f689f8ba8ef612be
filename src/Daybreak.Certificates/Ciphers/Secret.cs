namespace Daybreak.Certificates.Ciphers;

/// <summary>Bytes that are overwritten on disposal. The buffer is pinned, so that the garbage collector makes no copies.</summary>
internal sealed class Secret : IDisposable
{
    private readonly byte[] _buffer;
    private int _length;

    public Secret(int capacity) => _buffer = GC.AllocateArray<byte>(capacity, pinned: true);

    /// <summary>The whole buffer. Call <see cref="SetLength"/> after writing to it.</summary>
    public Span<byte> Buffer => _buffer;

    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, _length);

    public ReadOnlySpan<byte> Span => Memory.Span;

    public void SetLength(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _buffer.Length);
        _length = length;
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_buffer);
}
