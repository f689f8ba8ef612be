namespace Daybreak.OpticalDisc.Udf;

/// <summary>The identifier of a regid field (ECMA-167 1/7.4): flags, 23 characters, 8 bytes of suffix.</summary>
internal static class EntityId
{
    public const int SuffixOffset = 24;

    public static string Text(ReadOnlySpan<byte> entity) => Printable(entity.Slice(1, 23));

    public static bool Is(ReadOnlySpan<byte> entity, string identifier) => Text(entity) == identifier;

    // The text is used in messages, which may be printed to consoles.
    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        if (end >= 0) bytes = bytes[..end];
        var text = new StringBuilder(bytes.Length);
        foreach (var b in bytes) text.Append(b is >= 0x20 and < 0x7F ? (char)b : '?');
        return text.ToString();
    }
}
