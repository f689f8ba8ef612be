using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Boot.Images;

/// <summary>The kind of an image: a disk, a root directory, or something that cannot boot.</summary>
public abstract record RecognisedImage
{
    private RecognisedImage()
    {
    }

    /// <summary>A disk image for a virtual machine.</summary>
    public sealed record Disk(DiskImage Image) : RecognisedImage;

    /// <summary>A root directory for a container.</summary>
    public sealed record Root(string Path) : RecognisedImage;

    /// <summary>An unsupported image, with a message that says what it is and what to do.</summary>
    public sealed record Refused(string Reason) : RecognisedImage;
}

/// <summary>Detects the kind of an image from its content, not from its name.</summary>
public static class ImageRecognition
{
    private const int SectorSize = 512;

    private static readonly string[] InitPrograms = ["sbin/init", "usr/sbin/init", "usr/lib/systemd/systemd", "lib/systemd/systemd"];

    // The magic number of an ext2/3/4 file system without a partition table: superblock at 1024, s_magic at 56.
    private const int ExtMagicOffset = 1024 + 56;
    private const int HeadSize = 4096 + SectorSize;

    private static readonly (byte[] Magic, string Name, string Advice)[] Foreign =
    [
        ("vhdxfile"u8.ToArray(), "a VHDX", "convert it to a fixed VHD, as Azure requires, with qemu-img convert -O vpc -o subformat=fixed,force_size"),
        ("KDMV"u8.ToArray(), "a VMDK", "convert it with qemu-img convert -O qcow2"),
        ("QED\0"u8.ToArray(), "a QED image", "convert it with qemu-img convert -O qcow2"),
        ([0x1f, 0x8b], "compressed with gzip", "decompress it with gunzip first"),
        ([0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "compressed with xz", "decompress it with unxz first"),
        ([0x28, 0xb5, 0x2f, 0xfd], "compressed with zstd", "decompress it with unzstd first"),
        ("BZh"u8.ToArray(), "compressed with bzip2", "decompress it with bunzip2 first"),
        ("PK\x03\x04"u8.ToArray(), "a ZIP archive", "unpack it first"),
    ];

    /// <summary>Detects the kind of the image at a path.</summary>
    public static RecognisedImage Recognise(string path)
    {
        if (Directory.Exists(path)) return Directory.Exists(Path.Combine(path, "etc")) && HasInit(path) ? new RecognisedImage.Root(Path.GetFullPath(path)) : Refuse(path, "is a directory without /sbin/init: expected a root directory that contains systemd");
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return Recognise(path, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(path, $"cannot be read: {e.Message}");
        }
    }

    private static RecognisedImage Recognise(string path, FileStream file)
    {
        var head = new byte[HeadSize];
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var start = head.AsSpan(0, read);
        // A device reports no length.
        if (read < SectorSize || file.Length < SectorSize) return Refuse(path, FormattableString.Invariant($"has {Math.Min(read, file.Length)} bytes: too small for a disk"));
        if (start.StartsWith((ReadOnlySpan<byte>)[(byte)'Q', (byte)'F', (byte)'I', 0xfb])) return Found(path, DiskFormat.Qcow2);
        foreach (var (magic, name, advice) in Foreign)
            if (start.StartsWith(magic)) return Refuse(path, $"is {name}: {advice}");
        if (Vhd(path, file, start) is { } vhd) return vhd;
        return IsRawDisk(start)
            ? Found(path, DiskFormat.Raw)
            : Refuse(path, "is not a supported disk: expected a raw disk with a partition table or an ext4 file system, a qcow2, a fixed VHD, or a root directory");
    }

    // Virtual Hard Disk Image Format Specification 1.0: the footer is the last sector, with the disk's size at 48 and its type at 60. A dynamic disk also starts with a copy.
    private static RecognisedImage? Vhd(string path, FileStream file, ReadOnlySpan<byte> start)
    {
        const string Convert = "convert it to a fixed VHD, as Azure requires, with qemu-img convert -O vpc -o subformat=fixed,force_size";
        var footer = new byte[SectorSize];
        file.Position = file.Length - SectorSize;
        file.ReadExactly(footer);
        if (!footer.AsSpan().StartsWith("conectix"u8))
            return start.StartsWith("conectix"u8) ? Refuse(path, "starts like a dynamic VHD but has no footer: it is truncated") : null;
        return BinaryPrimitives.ReadUInt32BigEndian(footer.AsSpan(60)) switch
        {
            2 => FixedVhd(path, file.Length - SectorSize, BinaryPrimitives.ReadInt64BigEndian(footer.AsSpan(48))),
            3 => Refuse(path, $"is a dynamic VHD: {Convert}"),
            4 => Refuse(path, $"is a differencing VHD: {Convert}"),
            var other => Refuse(path, FormattableString.Invariant($"is a VHD of unknown type {other}")),
        };
    }

    private static RecognisedImage FixedVhd(string path, long there, long size) => size is > 0 && size <= there
        ? new RecognisedImage.Disk(new DiskImage(Path.GetFullPath(path), DiskFormat.FixedVhd) { Size = size })
        : Refuse(path, FormattableString.Invariant($"is a truncated fixed VHD: its footer declares {size} bytes, the file has {there}"));

    private static bool IsRawDisk(ReadOnlySpan<byte> start) =>
        (start[510] == 0x55 && start[511] == 0xaa)
        || HasAt(start, SectorSize, "EFI PART"u8)
        || HasAt(start, 4096, "EFI PART"u8)
        || HasAt(start, ExtMagicOffset, [0x53, 0xef]);

    private static bool HasAt(ReadOnlySpan<byte> start, int offset, ReadOnlySpan<byte> magic) => start.Length >= offset + magic.Length && start.Slice(offset, magic.Length).SequenceEqual(magic);

    // An absolute link may point outside the directory, so it is enough that the name exists.
    private static bool HasInit(string root) =>
        InitPrograms.Any(name => new FileInfo(Path.Combine(root, name)) is var file && (file.Exists || file.LinkTarget is not null));

    private static RecognisedImage.Disk Found(string path, DiskFormat format) => new(new DiskImage(Path.GetFullPath(path), format));

    private static RecognisedImage.Refused Refuse(string path, string reason) => new($"image '{path}' {reason}.");
}
