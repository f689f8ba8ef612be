using System.Buffers;

namespace Daybreak.Certificates.Exchange;

/// <summary>A growing buffer for an answer that can contain private keys. It is overwritten when it grows and on disposal.</summary>
internal sealed class SecretWriter : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer = Allocate(16 * 1024);
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _length);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_length);
    }

    public void Dispose() => CryptographicOperations.ZeroMemory(_buffer);

    private static byte[] Allocate(int size) => GC.AllocateArray<byte>(size, pinned: true);

    private void Reserve(int sizeHint)
    {
        var needed = _length + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length) return;
        var larger = Allocate(Math.Max(needed, _buffer.Length * 2));
        Written.CopyTo(larger);
        CryptographicOperations.ZeroMemory(_buffer);
        _buffer = larger;
    }
}
