using System.Buffers;
using System.Buffers.Text;

namespace Daybreak.CustomData.Unpack;

/// <summary>Base64 with white space in it, as MIME and YAML have it.</summary>
internal static class Base64Text
{
    /// <summary>The decoded bytes; null when the text is not base64.</summary>
    public static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        byte[] decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text, decoded, out _, out int length) == OperationStatus.Done ? decoded[..length] : null;
    }
}
