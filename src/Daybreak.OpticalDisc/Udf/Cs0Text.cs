namespace Daybreak.OpticalDisc.Udf;

/// <summary>OSTA CS0 text (UDF 2.1.1): a compression identifier, then code points of 8 bits or UTF-16 units, big-endian.</summary>
internal static class Cs0Text
{
    /// <summary>Decodes a name. Returns false and the problem if it is invalid.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out string text)
    {
        text = "";
        if (bytes.IsEmpty) return true;
        var body = bytes[1..];
        switch (bytes[0])
        {
            case 8:
                text = Encoding.Latin1.GetString(body);
                return true;
            case 16 when body.Length % 2 == 0:
                text = string.Create(body.Length / 2, body, static (units, source) =>
                {
                    for (var i = 0; i < units.Length; i++) units[i] = (char)BinaryPrimitives.ReadUInt16BigEndian(source[(2 * i)..]);
                });
                return true;
            default:
                text = bytes[0] == 16
                    ? $"text of 16-bit units has {body.Length} bytes, an odd number"
                    : $"compression identifier is {bytes[0]}, expected 8 or 16";
                return false;
        }
    }

    /// <summary>Decodes a fixed field (dstring, UDF 2.1.3). Its last byte is the number of used bytes.</summary>
    public static bool TryDecodeField(ReadOnlySpan<byte> field, out string text)
    {
        int used = field[^1];
        if (used < field.Length) return TryDecode(field[..used], out text);
        text = $"{used} bytes exceed the field of {field.Length - 1} bytes";
        return false;
    }
}
