namespace Daybreak.OpticalDisc.Udf;

/// <summary>The new locations of defective packets on a rewritable disc (UDF 1.50 2.2.11).</summary>
internal sealed class SparingTable
{
    private const int HeaderSize = 56;
    private const uint FirstReserved = 0xFFFF_FFF0;

    private readonly Dictionary<uint, uint> moved = [];
    private readonly uint packetLength;

    private SparingTable(uint packetLength) => this.packetLength = packetLength;

    public (long Sector, long Run) Locate(uint partitionStart, uint block, long count)
    {
        var within = block % packetLength;
        var run = Math.Min(count, packetLength - within);
        return moved.TryGetValue(block - within, out var sector)
            ? (sector + (long)within, run)
            : ((long)partitionStart + block, run);
    }

    /// <summary>Reads the first intact copy, in the order of the partition map (UDF 1.50 2.2.9).</summary>
    public static Parsed<SparingTable> Read(SectorSource source, ReadOnlySpan<byte> map, in Location mapLocation, List<DiscError> notes)
    {
        uint packetLength = BinaryPrimitives.ReadUInt16LittleEndian(map[40..]);
        int copies = map[42];
        var size = BinaryPrimitives.ReadUInt32LittleEndian(map[44..]);
        if (packetLength == 0)
            return mapLocation.Fail(DiscErrorReason.InvalidField, "the packet length of the sparable partition map is 0");
        if (copies is 0 or > 4)
            return mapLocation.Fail(DiscErrorReason.InvalidField, $"the sparable partition map has {copies} sparing tables, expected 1 to 4");
        // A table has at most 65,535 entries, so a larger size is invalid.
        if (size is < HeaderSize or > HeaderSize + 8 * 65_535 + 4096)
            return mapLocation.Fail(DiscErrorReason.OutOfBounds, $"a sparing table has {size} bytes");

        DiscError? first = null;
        for (var i = 0; i < copies; i++)
        {
            var sector = BinaryPrimitives.ReadUInt32LittleEndian(map[(48 + 4 * i)..]);
            var location = new Location(sector, mapLocation.SectorSize, TagId.SparingTable.Name());
            if (ReadCopy(source, location, sector, (int)size, packetLength).Is(out var table, out var error))
            {
                if (first is not null) notes.Add(first);
                return table;
            }

            first ??= error;
        }

        return first!;
    }

    private static Parsed<SparingTable> ReadCopy(SectorSource source, Location location, uint sector, int size, uint packetLength)
    {
        if (!source.Read(location, size).Is(out var bytes, out var unread)) return unread;
        if ((Tag.Check(bytes, sector, location) ?? Tag.CheckType(bytes, TagId.SparingTable, location)) is { } error) return error;
        if (!EntityId.Is(bytes.AsSpan(16), "*UDF Sparing Table"))
            return location.Fail(DiscErrorReason.WrongType, $"the identifier is \"{EntityId.Text(bytes.AsSpan(16))}\", expected \"*UDF Sparing Table\"");
        int entries = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(48));
        if (HeaderSize + 8 * entries > size)
            return location.Fail(DiscErrorReason.OutOfBounds, $"{entries} entries exceed {size} bytes");

        var table = new SparingTable(packetLength);
        for (var i = 0; i < entries; i++)
        {
            var entry = bytes.AsSpan(HeaderSize + 8 * i, 8);
            var original = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            if (original >= FirstReserved) continue;
            table.moved[original] = BinaryPrimitives.ReadUInt32LittleEndian(entry[4..]);
        }

        return table;
    }
}
