namespace Daybreak.Platform.Xml;

/// <summary>A growing buffer for secrets: it wipes each copy that it replaces.</summary>
internal sealed class ErasableBytes : IDisposable
{
    private byte[] bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => bytes.AsSpan(0, Length);

    public void Append(byte value) => Append([value]);

    public void Append(ReadOnlySpan<byte> more)
    {
        int required = Length + more.Length;
        if (required > bytes.Length)
        {
            byte[] larger = new byte[Math.Max(required, Math.Min(bytes.Length, 1 << 20) + bytes.Length)];
            Span.CopyTo(larger);
            Array.Clear(bytes);
            bytes = larger;
        }
        more.CopyTo(bytes.AsSpan(Length));
        Length = required;
    }

    /// <summary>Wipes the content.</summary>
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
