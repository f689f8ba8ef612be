using System.Diagnostics.CodeAnalysis;
using Daybreak.OpticalDisc.Recognition;

namespace Daybreak.OpticalDisc;

/// <summary>A UDF or ISO 9660 file system on a stream: a disc image in a file or in memory, an optical drive, or any block device.</summary>
/// <remarks>Only reads, in whole aligned sectors of 2048 bytes. The caller disposes the stream. Damaged content gives a
/// <see cref="DiscError"/>, never an exception; exceptions of the stream are passed on. Not thread-safe.</remarks>
public sealed class OpticalDiscImage
{
    private readonly SectorSource source;

    private OpticalDiscImage(SectorSource source, Opening opening)
    {
        this.source = source;
        var volume = opening.Volume;
        Format = opening.Format;
        IsBridge = opening.IsBridge;
        Choice = opening.Choice;
        Notes = opening.Notes;
        Description = volume.Description;
        VolumeLabel = volume.Label;
        VolumeIdentifier = volume.Identifier;
        SectorSize = volume.SectorSize;
        Root = new DiscEntry(source, volume.Root, "/", 0);
    }

    /// <summary>The file system that is read.</summary>
    public DiscFormat Format { get; }

    /// <summary>The name of the file system with its revision or kind of names: <c>UDF 1.02</c>, <c>ISO 9660 with Joliet names</c>.</summary>
    public string Description { get; }

    /// <summary>Whether the disc announces both file systems.</summary>
    public bool IsBridge { get; }

    /// <summary>The selected file system and the reason, in one sentence.</summary>
    public string Choice { get; }

    /// <summary>Damage for which there is a workaround: a damaged main descriptor sequence with an intact reserve, a missing first
    /// anchor, a damaged UDF on a bridge disc. Empty on an intact disc.</summary>
    public IReadOnlyList<DiscError> Notes { get; }

    /// <summary>The label as mount tools show it: the logical volume identifier of UDF, the volume identifier of ISO 9660.</summary>
    public string VolumeLabel { get; }

    /// <summary>The volume identifier of the Primary Volume Descriptor.</summary>
    public string VolumeIdentifier { get; }

    /// <summary>Bytes per sector.</summary>
    public int SectorSize { get; }

    /// <summary>The root directory.</summary>
    public DiscEntry Root { get; }

    /// <summary>Recognizes and opens the file system. On a bridge disc it opens UDF, unless UDF is damaged up to the root
    /// directory.</summary>
    /// <param name="stream">Seekable and readable. A length of 0, which .NET reports for block devices, means unknown.</param>
    /// <param name="limits">The limits; <see cref="DiscLimits.Default"/> if null.</param>
    /// <param name="disc">The disc.</param>
    /// <param name="error">Why the disc cannot be opened.</param>
    /// <exception cref="ArgumentException">The stream cannot seek or read.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public static bool TryOpen(
        Stream stream, DiscLimits? limits, [NotNullWhen(true)] out OpticalDiscImage? disc, [NotNullWhen(false)] out DiscError? error) =>
        Make(stream, limits, null).Is(out disc, out error);

    /// <summary>Opens one file system of a disc and ignores the other. Use it to read the ISO 9660 file system of a bridge disc if a
    /// file is damaged in the UDF file system.</summary>
    /// <param name="format">The file system. UDF is searched for even if the disc does not announce it.</param>
    /// <param name="stream">As for <see cref="TryOpen"/>.</param>
    /// <param name="limits">As for <see cref="TryOpen"/>.</param>
    /// <param name="disc">The disc.</param>
    /// <param name="error">Why the disc cannot be opened.</param>
    /// <exception cref="ArgumentException">The stream cannot seek or read.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public static bool TryOpenAs(
        DiscFormat format, Stream stream, DiscLimits? limits, [NotNullWhen(true)] out OpticalDiscImage? disc, [NotNullWhen(false)] out DiscError? error) =>
        Make(stream, limits, format).Is(out disc, out error);

    /// <summary>Overwrites the cached sectors, because a file may contain a secret. The disc remains usable.</summary>
    public void Forget() => source.Forget();

    /// <summary>Finds an entry by its path from the root.</summary>
    /// <param name="path">Names separated by slashes. A leading slash is ignored.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="error"><see cref="DiscErrorReason.NotFound"/> if there is no such entry; another reason means a damaged disc.</param>
    /// <param name="match">How names are compared.</param>
    public bool TryFind(
        string path, [NotNullWhen(true)] out DiscEntry? entry, [NotNullWhen(false)] out DiscError? error, DiscNameMatch match = DiscNameMatch.IgnoreCase)
    {
        ArgumentNullException.ThrowIfNull(path);
        source.BeginCall();
        entry = Root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!entry.Find(name, match).Is(out entry, out error)) return false;
        }

        error = null;
        return true;
    }

    private static Parsed<OpticalDiscImage> Make(Stream stream, DiscLimits? limits, DiscFormat? wanted)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek || !stream.CanRead) throw new ArgumentException("The stream must be readable and seekable.", nameof(stream));
        var source = new SectorSource(stream, limits ?? DiscLimits.Default);
        return Opening.Open(source, wanted).Is(out var opening, out var error) ? new OpticalDiscImage(source, opening) : error;
    }
}
