namespace Daybreak.CustomData.Unpack;

/// <summary>Base64 with white space in it, as MIME and YAML have it.</summary>
internal static class Base64Text
{
    /// <summary>The decoded bytes; null when the text is not base64.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        // Unlike System.Buffers.Text.Base64, Convert accepts unused bits that are not zero.
        byte[] decoded = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(Encoding.Latin1.GetString(text), decoded, out int length) ? decoded[..length] : null;
    }
}
