using System.Buffers.Binary;
using System.Text;

namespace Daybreak.OpticalDisc.Tests.Making;

internal sealed partial class UdfBuilder
{
    private sealed record Run(uint Block, int Bytes, int Type);

    /// <summary>Writes an item and its content. Returns the block of its ICB.</summary>
    private uint Write(UdfItem item, uint? parent)
    {
        var icb = Allocate(2);
        if (item is UdfFile { Replaces: { } old } file)
        {
            var newer = Write(file with { Replaces = null }, parent);
            WriteEntry($"old {item.Name}", icb, file, old, [.. Place(file with { Holes = [] }, old.Length, icb)], 4096);
            PutContent(old, file, icb);
            var indirect = At($"Indirect Entry {item.Name}", ByteOfBlock(icb + 1));
            Put16(indirect, 20, 4096);
            PutLong(indirect[36..], 2 * SectorSize, newer, 0);
            UdfSealer.Seal(indirect, 259, icb + 1, 36, Version);
            return icb;
        }

        if (item is UdfFile plain)
        {
            WriteEntry(item.Name, icb, item, plain.Content, PutContent(plain.Content, plain, icb), 4);
            return icb;
        }

        var folder = (UdfFolder)item;
        var children = folder.Items.Select(child => (child, Write(child, icb))).ToList();
        var size = 40 + children.Sum(c => IdentifierSize(folder, Name(c.child))) + (folder.Deleted is { } gone ? IdentifierSize(folder, Name(new UdfFile(gone, []))) : 0);
        var runs = Place(folder, size, icb).ToList();
        var at = 0;
        var content = new byte[size];
        Add(icb, parent ?? icb, 0x0A, []);
        if (folder.Deleted is { } deleted) Add(icb, 0, 4, Name(new UdfFile(deleted, [])));
        foreach (var (child, block) in children) Add(icb, block, child is UdfFolder ? (byte)2 : (byte)0, Name(child));
        Spread(content, folder, runs);
        WriteEntry(item.Name, icb, folder with { FileType = 4 }, content, runs, 4);
        return icb;

        void Add(uint self, uint target, byte characteristics, byte[] name)
        {
            var use = name.Length == 0 ? 0 : folder.ImplementationUseBytes;
            var identifier = content.AsSpan(at, name.Length == 0 ? 40 : IdentifierSize(folder, name));
            Put16(identifier, 16, 1);
            identifier[18] = characteristics;
            identifier[19] = (byte)name.Length;
            PutLong(identifier[20..], (characteristics & 4) != 0 ? 0 : 2 * SectorSize, target, 0);
            Put16(identifier, 36, (ushort)use);
            name.CopyTo(identifier[(38 + use)..]);
            UdfSealer.Seal(identifier, 257, folder.Form == Form.Embedded ? self : BlockAt(runs, at), identifier.Length - 16, Version);
            Where[$"FID {folder.Name}/{at}"] = folder.Form == Form.Embedded ? -1 : ByteOfBlock(BlockAt(runs, at)) + at % SectorSize;
            at += identifier.Length;
        }
    }

    private static int IdentifierSize(UdfFolder folder, byte[] name) => (38 + folder.ImplementationUseBytes + name.Length + 3) / 4 * 4;

    private static byte[] Name(UdfItem item) => item.WideName || item.Name.Any(c => c > 0xFF)
        ? [16, .. Encoding.BigEndianUnicode.GetBytes(item.Name)]
        : [8, .. Encoding.Latin1.GetBytes(item.Name)];

    private uint Allocate(int blocks)
    {
        var first = nextBlock;
        nextBlock += (uint)blocks;
        return nextBlock <= PartitionLength ? first : throw new InvalidOperationException("The partition of the test disc is full.");
    }

    private IEnumerable<Run> Place(UdfItem item, int length, uint icb)
    {
        if (item.Form == Form.Embedded) yield break;
        var holes = (item as UdfFile)?.Holes ?? [];
        for (var number = 0; length > 0; number++)
        {
            var bytes = Math.Min(length, item.ExtentBlocks * SectorSize);
            var hole = Array.IndexOf(holes, number);
            yield return new Run(hole >= 0 ? 0 : Allocate((bytes + SectorSize - 1) / SectorSize + 1), bytes, hole >= 0 ? 1 + hole % 2 : 0);
            length -= bytes;
        }
    }

    private List<Run> PutContent(byte[] content, UdfItem item, uint icb)
    {
        var runs = Place(item, content.Length, icb).ToList();
        Spread(content, item, runs);
        return runs;
    }

    private void Spread(byte[] content, UdfItem item, List<Run> runs)
    {
        var at = 0;
        foreach (var run in runs)
        {
            if (run.Type == 0) content.AsSpan(at, run.Bytes).CopyTo(image.AsSpan(ByteOfBlock(run.Block)));
            at += run.Bytes;
        }
    }

    private uint BlockAt(List<Run> runs, int position)
    {
        foreach (var run in runs)
        {
            if (position < run.Bytes) return run.Block + (uint)(position / SectorSize);
            position -= run.Bytes;
        }

        throw new InvalidOperationException();
    }

    private void WriteEntry(string name, uint icb, UdfItem item, byte[] content, List<Run> runs, ushort strategy)
    {
        var block = At($"entry {name}", ByteOfBlock(icb));
        var lengths = ExtendedEntries ? 208 : 168;
        Put16(block, 20, strategy);
        Put16(block, 24, (ushort)(strategy == 4 ? 1 : 2));
        block[27] = item.FileType;
        Put16(block, 34, (ushort)item.Form);
        BinaryPrimitives.WriteUInt64LittleEndian(block[56..], (ulong)content.Length);
        Put32(block, lengths, (uint)item.AttributeBytes);
        block.Slice(lengths + 8, item.AttributeBytes).Fill(0xA7);
        var descriptors = block[(lengths + 8 + item.AttributeBytes)..];
        var used = content.Length;
        if (item.Form == Form.Embedded) content.CopyTo(descriptors);
        else used = WriteDescriptors(name, descriptors, item, runs, 0, 0);
        Put32(block, lengths + 4, (uint)used);
        UdfSealer.Seal(block, (ushort)(ExtendedEntries ? 266 : 261), icb, lengths + 8 + item.AttributeBytes + used - 16, Version);
    }

    private int WriteDescriptors(string name, Span<byte> into, UdfItem item, List<Run> runs, int first, int continuation)
    {
        var size = item.Form == Form.Long ? 16 : 8;
        var room = item.DescriptorsPerBlock > 0 ? item.DescriptorsPerBlock : into.Length / size;
        var count = runs.Count - first <= room ? runs.Count - first : room - 1;
        for (var i = 0; i < count; i++) PutLong(into[(i * size)..], runs[first + i].Bytes, runs[first + i].Block, runs[first + i].Type);
        if (first + count == runs.Count) return count * size;

        var next = Allocate(1);
        PutLong(into[(count * size)..], SectorSize, next, 3);
        var block = At($"Allocation Extent Descriptor {name} {continuation}", ByteOfBlock(next));
        var used = WriteDescriptors(name, block[24..], item, runs, first + count, continuation + 1);
        Put32(block, 20, (uint)used);
        UdfSealer.Seal(block, 258, next, 8 + used, Version);
        return (count + 1) * size;
    }
}
