namespace Daybreak.Platform.Xml;

/// <summary>Bytes that grow, and leave no copy of themselves behind: they may be a password.</summary>
internal sealed class ErasableBytes : IDisposable
{
    private byte[] bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => bytes.AsSpan(0, Length);

    public void Append(byte value) => Append([value]);

    public void Append(ReadOnlySpan<byte> more)
    {
        int due = Length + more.Length;
        if (due > bytes.Length)
        {
            byte[] larger = new byte[Math.Max(due, Math.Min(bytes.Length, 1 << 20) + bytes.Length)];
            Span.CopyTo(larger);
            Array.Clear(bytes);
            bytes = larger;
        }
        more.CopyTo(bytes.AsSpan(Length));
        Length = due;
    }

    /// <summary>Overwrites what is in it, and is empty.</summary>
    public void Clear()
    {
        bytes.AsSpan(0, Length).Clear();
        Length = 0;
    }

    public void Dispose()
    {
        Clear();
        bytes = [];
    }
}
