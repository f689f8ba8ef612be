using System.Diagnostics.CodeAnalysis;
using Daybreak.OpticalDisc.Reading;
using Daybreak.OpticalDisc.Recognition;

namespace Daybreak.OpticalDisc;

/// <summary>A UDF or ISO 9660 file system on a stream: a disc image in a file or in memory, an optical drive, any block device.</summary>
/// <remarks>Only reads, in whole aligned sectors of 2048 bytes, and keeps the stream open as long as the caller does. Whatever the
/// disc holds, the answer is a value or a <see cref="DiscError"/>; only what the stream itself throws comes out as an exception.
/// Not for use by several threads at once.</remarks>
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

    /// <summary>Its name with the revision or the kind of names: <c>UDF 1.02</c>, <c>ISO 9660 with Joliet names</c>.</summary>
    public string Description { get; }

    /// <summary>Whether the disc claims to carry both file systems.</summary>
    public bool IsBridge { get; }

    /// <summary>Which file system was chosen and why, in one sentence.</summary>
    public string Choice { get; }

    /// <summary>What is wrong with the disc and could be worked around: a damaged main descriptor sequence where the reserve is whole,
    /// a missing first anchor, a damaged UDF on a bridge disc. Empty on a sound disc.</summary>
    public IReadOnlyList<DiscError> Notes { get; }

    /// <summary>What mount tools show as the label: UDF's logical volume identifier, ISO 9660's volume identifier.</summary>
    public string VolumeLabel { get; }

    /// <summary>The volume identifier of the Primary Volume Descriptor.</summary>
    public string VolumeIdentifier { get; }

    /// <summary>Bytes in a sector.</summary>
    public int SectorSize { get; }

    /// <summary>The root directory.</summary>
    public DiscEntry Root { get; }

    /// <summary>Recognises and opens what is on the stream. UDF is taken from a bridge disc unless it is damaged on the way to the
    /// root directory.</summary>
    /// <param name="stream">Seekable and readable. A length of 0, as .NET reports it for block devices, means unknown.</param>
    /// <param name="limits">How much the disc may ask of its reader; <see cref="DiscLimits.Default"/> when null.</param>
    /// <param name="disc">The disc.</param>
    /// <param name="error">Why there is none.</param>
    /// <exception cref="ArgumentException">The stream cannot seek or read.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public static bool TryOpen(
        Stream stream, DiscLimits? limits, [NotNullWhen(true)] out OpticalDiscImage? disc, [NotNullWhen(false)] out DiscError? error) =>
        Make(stream, limits, null).Is(out disc, out error);

    /// <summary>Opens one file system of a disc whatever the other holds, such as the ISO 9660 side of a bridge disc with a file that
    /// is damaged on its UDF side.</summary>
    /// <param name="format">The file system that is wanted. UDF is looked for even where the disc does not announce it.</param>
    /// <param name="stream">As for <see cref="TryOpen"/>.</param>
    /// <param name="limits">As for <see cref="TryOpen"/>.</param>
    /// <param name="disc">The disc.</param>
    /// <param name="error">Why there is none.</param>
    /// <exception cref="ArgumentException">The stream cannot seek or read.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public static bool TryOpenAs(
        DiscFormat format, Stream stream, DiscLimits? limits, [NotNullWhen(true)] out OpticalDiscImage? disc, [NotNullWhen(false)] out DiscError? error) =>
        Make(stream, limits, format).Is(out disc, out error);

    /// <summary>Overwrites the sectors that are kept in memory: a file that was read may be a secret. The disc can be read further.</summary>
    public void Forget() => source.Forget();

    /// <summary>Finds an entry by its path from the root.</summary>
    /// <param name="path">Names separated by slashes; a leading slash changes nothing.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="error"><see cref="DiscErrorReason.NotFound"/> when there is none; anything else means a damaged disc.</param>
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
