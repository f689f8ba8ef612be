using System.Buffers.Binary;
using System.Text;
using Daybreak.Machine.Disks;

namespace Daybreak.Machine.Tests.Disks;

/// <summary>A disk in memory, for content that no tool creates. 16 MiB is the smallest disk that Daybreak formats.</summary>
internal sealed class DiskInMemory(int length = 16 * 1024 * 1024)
{
    /// <summary>The UUID of the file systems that it writes.</summary>
    public const string Uuid = "b3c0e7a4-9d12-4f1e-8a55-0c7e1f2a3b4d";

    private readonly byte[] content = new byte[length];

    public DiskBytes Bytes => new(new MemoryStream(content));

    public DiskContent Classify() => DiskClassifier.Classify(Bytes);

    public string Reason => Assert.IsType<DiskContent.HasData>(Classify()).Reason;

    public DiskInMemory Write(long offset, params ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(content.AsSpan((int)(offset < 0 ? content.Length + offset : offset)));
        return this;
    }

    public DiskInMemory Write(long offset, string latin1) => Write(offset, Encoding.Latin1.GetBytes(latin1));

    /// <summary>The superblock of an ext4 file system, as far as it is read.</summary>
    public DiskInMemory Ext4(string uuid = Uuid, long offset = 0) => Write(offset + 1024 + 56, "\u0053\u00ef").Write(offset + 1024 + 104, new Guid(uuid).ToByteArray(bigEndian: true));

    /// <summary>The superblock of a member of an md array.</summary>
    public DiskInMemory ArrayMember(string uuid = Uuid) => Write(4096, 0xfc, 0x4e, 0x2b, 0xa9).Write(4096 + 16, new Guid(uuid).ToByteArray(bigEndian: true));

    /// <summary>The marker of Daybreak.</summary>
    public DiskInMemory Marker(bool isComplete, int members = 0, string fileSystem = "ext4", string uuid = Uuid) =>
        Write(DiskMarker.OffsetOn(content.Length), new DiskMarker(fileSystem, uuid, content.Length, isComplete) { Members = members }.Block());

    /// <summary>An entry of a master boot record.</summary>
    public DiskInMemory Entry(int number, byte type, uint start, uint sectors, byte flag = 0)
    {
        Span<byte> entry = stackalloc byte[16];
        (entry[0], entry[4]) = (flag, type);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[8..], start);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[12..], sectors);
        return Write(446 + (number * 16), entry).Write(510, 0x55, 0xaa);
    }
}
