namespace Daybreak.OpticalDisc.Udf;

/// <summary>The CRC of ECMA-167 3/7.2.6: polynomial x^16 + x^12 + x^5 + 1, initial value zero, most significant bit first.</summary>
internal static class Crc16
{
    private static readonly ushort[] Table = MakeTable();

    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0;
        foreach (var b in bytes) crc = (ushort)((crc << 8) ^ Table[(crc >> 8) ^ b]);
        return crc;
    }

    private static ushort[] MakeTable()
    {
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var crc = (ushort)(i << 8);
            for (var bit = 0; bit < 8; bit++) crc = (ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1);
            table[i] = crc;
        }

        return table;
    }
}
