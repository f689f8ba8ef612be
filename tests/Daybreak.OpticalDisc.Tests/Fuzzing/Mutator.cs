using System.Buffers.Binary;
using Daybreak.OpticalDisc.Tests.Making;

namespace Daybreak.OpticalDisc.Tests.Fuzzing;

/// <summary>Damages the structures of a disc. It often corrects checksum and CRC, so that the damage reaches the code behind these checks.</summary>
internal sealed class Mutator
{
    private const int Unit = 512;
    private static readonly uint[] Awkward = [0, 1, 2, 7, 0x7F, 0xFF, 0x100, 0x7FF, 0x800, 0x7FFF, 0xFFFF, 0x3FFF_FFFF, 0x7FFF_FFFF, 0x8000_0000, 0xC000_0800, 0xFFFF_FFFE, uint.MaxValue];

    private readonly byte[] original;
    private readonly int[] structures;
    private readonly List<(int Start, int Length)> changed = [];

    public Mutator(byte[] original)
    {
        this.original = original;
        // File contents are noise or uniform text. Structures contain zeros and other bytes.
        structures = [.. Enumerable.Range(0, original.Length / Unit).Where(unit =>
        {
            var zeros = original.AsSpan(unit * Unit, Unit).Count((byte)0);
            return zeros is > 8 and < Unit;
        })];
    }

    /// <summary>Changes the image in place. Returns its new length.</summary>
    public int Mutate(byte[] image, int seed)
    {
        var random = new Random(seed);
        var length = image.Length;
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var unit = structures[random.Next(structures.Length)] * Unit;
            var within = random.Next(2) == 0 ? FirstUsed(image, unit) + random.Next(64) : random.Next(Unit);
            var at = Math.Min(unit + Math.Min(within, Unit - 8), image.Length - 8);
            switch (random.Next(8))
            {
                case 0:
                    Change(image, at, 1)[0] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    random.NextBytes(Change(image, at, random.Next(1, 8)));
                    break;
                case 2:
                    BinaryPrimitives.WriteUInt32LittleEndian(Change(image, at & ~3, 4), Awkward[random.Next(Awkward.Length)]);
                    break;
                case 3:
                    BinaryPrimitives.WriteUInt16LittleEndian(Change(image, at & ~1, 2), (ushort)Awkward[random.Next(Awkward.Length)]);
                    break;
                case 4:
                    // A number in both byte orders, as in ISO 9660.
                    var both = Change(image, at, 8);
                    BinaryPrimitives.WriteUInt32LittleEndian(both, (uint)random.Next(0, image.Length / 1024));
                    BinaryPrimitives.WriteUInt32BigEndian(both[4..], BinaryPrimitives.ReadUInt32LittleEndian(both));
                    break;
                case 5:
                    BinaryPrimitives.WriteUInt32LittleEndian(Change(image, at & ~3, 4), (uint)random.Next(0, 900));
                    break;
                case 6:
                    // A part of another structure.
                    var from = structures[random.Next(structures.Length)] * Unit;
                    var count = Math.Min(random.Next(1, 3) * Unit, Math.Min(image.Length - from, image.Length - unit));
                    original.AsSpan(from, count).CopyTo(Change(image, unit, count));
                    break;
                default:
                    if (random.Next(6) == 0) length = random.Next(length);
                    else Change(image, at, 1)[0]++;
                    break;
            }

            if (random.Next(4) > 0) Seal(image, unit);
        }

        return length;
    }

    public void Restore(byte[] image)
    {
        foreach (var (start, count) in changed) original.AsSpan(start, count).CopyTo(image.AsSpan(start));
        changed.Clear();
    }

    private Span<byte> Change(byte[] image, int start, int count)
    {
        changed.Add((start, count));
        return image.AsSpan(start, count);
    }

    private static int FirstUsed(byte[] image, int unit) => Math.Max(0, image.AsSpan(unit, Unit).IndexOfAnyExcept((byte)0));

    /// <summary>Corrects the tags of all descriptors in the unit: the first one, and file identifiers that follow.</summary>
    private void Seal(byte[] image, int unit)
    {
        for (var at = unit; at <= unit + Unit - 16; at += 4)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(at));
            var looksLikeTag = id is (> 0 and < 10) or (> 255 and < 267) && image[at + 2] is 2 or 3 && image[at + 3] == 0;
            if (!looksLikeTag || (at > unit && id != 257)) continue;
            var size = Math.Min(2048, image.Length - at);
            changed.Add((at, 16));
            UdfSealer.Reseal(image.AsSpan(at, size));
        }
    }
}
