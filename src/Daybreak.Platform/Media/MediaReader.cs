using Daybreak.OpticalDisc;

namespace Daybreak.Platform.Media;

/// <summary>
/// Reads the provisioning media directly from the device, without a mount or a kernel module: hardened images often have no udf module.
/// </summary>
public sealed class MediaReader
{
    private const string CustomDataFileName = "CustomData.bin";

    /// <summary>The name of the document on an ISO 9660 disc without Joliet and Rock Ridge names, which has no hyphens (ECMA-119, 7.5).</summary>
    private const string PlainFileName = "OVF_ENV.XML";

    /// <summary>ENOMEDIUM</summary>
    private const int NoMedium = 123;

    private readonly string? path;
    private readonly BlockDevices? devices;

    private MediaReader(string? path, BlockDevices? devices)
    {
        this.path = path;
        this.devices = devices;
    }

    /// <summary>Searches the machine's block devices.</summary>
    public static MediaReader Searching(BlockDevices devices) => new(null, devices);

    /// <summary>Reads a device, a disc image, a directory with ovf-env.xml, or ovf-env.xml itself.</summary>
    public static MediaReader Of(string path) => new(path, null);

    /// <summary>Whether this reader searches devices; a later search may then find more.</summary>
    public bool IsSearch => devices is not null;

    /// <summary>Whether there is a drive without a loaded driver.</summary>
    public bool DriveIsComing => devices?.DriveIsComing() ?? false;

    /// <summary>Searches once.</summary>
    /// <param name="refused">Devices to skip, because their disc is for another VM.</param>
    public MediaOutcome Look(params IReadOnlyList<string> refused)
    {
        if (path is not null) return LookAt(path);
        var story = new List<string>();
        bool late = false;
        Failure? failure = null;
        string? failed = null;
        foreach (var device in devices!.Candidates())
        {
            if (refused.Contains(device.Path)) continue;
            var found = LookAt(device);
            if (found.Environment is not null) return found;
            story.AddRange(found.Story);
            late |= found.MayComeLate;
            if (found.Failure is not null && failure is null) (failure, failed) = (found.Failure, found.Origin);
        }
        return new MediaOutcome(null, failed, failure, late, story);
    }

    /// <summary>Ejects the disc; the platform then deletes its content.</summary>
    /// <returns>Why it failed; null if it is ejected.</returns>
    public static string? Release(string device) => OpticalDrive.Eject(device);

    private static MediaOutcome LookAt(BlockDevice device)
    {
        if (device.IsOptical)
        {
            var status = OpticalDrive.Status(device.Path);
            if (status is DriveStatus.Empty or DriveStatus.Open) return Nothing($"{device.Path} has no disc", late: true);
            if (status == DriveStatus.NotReady) return Nothing($"{device.Path} is not ready yet", late: true);
        }
        if (!File.Exists(device.Path)) return Nothing($"{device.Path} does not exist yet", late: true);
        var outcome = LookAt(device.Path);
        // A small disk that cannot be read as a disc is a data disk, not a damaged disc.
        return outcome is { Failure: not null, MayComeLate: true } && !device.IsOptical ? Nothing($"{device.Path} is not provisioning media", late: false) : outcome;
    }

    private static MediaOutcome LookAt(string path)
    {
        try
        {
            if (Directory.Exists(path)) return LookAtDirectory(path);
            if (OpticalDrive.IsStream(path)) return Unreadable(path, "expected a device, a disc image, a directory or ovf-env.xml");
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            return IsDocument(stream) ? Understand(ReadDocument(stream), path) : LookAtDisc(stream, path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(path, "no such file");
        }
        catch (IOException empty) when (empty.HResult == NoMedium)
        {
            return Nothing($"{path} has no disc", late: true);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Unreadable(path, unreadable.Message);
        }
    }

    private static MediaOutcome LookAtDirectory(string path)
    {
        string file = Path.Combine(path, OvfDocument.FileName);
        if (!File.Exists(file)) return Nothing($"{path} has no {OvfDocument.FileName}", late: false);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return Understand(ReadDocument(stream), path);
    }

    private static MediaOutcome LookAtDisc(FileStream stream, string path)
    {
        if (!OpticalDiscImage.TryOpen(stream, null, out var disc, out var error))
        {
            return error.Reason == DiscErrorReason.NotRecognised
                ? Nothing($"{path} has neither UDF nor ISO 9660", late: false)
                : Unreadable(path, $"the disc is damaged: {error}");
        }
        var outcome = LookAtDisc(disc, path);
        disc.Forget();
        // A bridge disc has every file twice: if UDF is damaged, ISO 9660 may be intact.
        if (!outcome.MayComeLate || disc is not { IsBridge: true, Format: DiscFormat.Udf }) return outcome;
        if (!OpticalDiscImage.TryOpenAs(DiscFormat.Iso9660, stream, null, out var other, out _)) return outcome;
        var better = LookAtDisc(other, path);
        other.Forget();
        return better.MayComeLate ? outcome : better;
    }

    private static MediaOutcome LookAtDisc(OpticalDiscImage disc, string path)
    {
        string label = disc.VolumeLabel.Length > 0 ? $"{path} ({disc.VolumeLabel})" : path;
        if (!disc.TryFind(OvfDocument.FileName, out var entry, out var error) && !disc.TryFind(PlainFileName, out entry, out _))
        {
            return error.Reason == DiscErrorReason.NotFound
                ? Nothing($"{label} is not provisioning media: it has no {OvfDocument.FileName}", late: false)
                : Unreadable(path, $"the disc is damaged: {error}");
        }
        if (!entry.TryReadAllBytes(OvfDocument.SizeLimit, out byte[]? document, out error)) return Unreadable(path, $"{OvfDocument.FileName} cannot be read: {error}");

        var outcome = Understand(document, path);
        if (outcome.Environment is not { CustomData: null } environment) return outcome;
        // The disc may have the decoded custom data in a file. An unreadable file is a failure, so that no data is lost silently.
        byte[]? data = null;
        if (!disc.TryFind(CustomDataFileName, out var custom, out error) && error.Reason == DiscErrorReason.NotFound) return outcome;
        if (custom is null || !custom.TryReadAllBytes(OvfDocument.SizeLimit, out data, out error)) return Unreadable(path, $"{CustomDataFileName} cannot be read: {error}");
        return data.Length == 0 ? outcome : outcome with { Environment = environment with { CustomData = new Secret(data) } };
    }

    private static MediaOutcome Understand(byte[] document, string origin)
    {
        var read = OvfDocument.Read(document, $"provisioning media {origin}");
        Array.Clear(document);
        if (read.Value is { } environment) return new MediaOutcome(environment, origin, null, false, []);
        return read.Failure is { } failure
            ? new MediaOutcome(null, origin, failure, false, [failure.Finding])
            : Nothing($"{origin} is not provisioning media: its {OvfDocument.FileName} has no ProvisioningSection in Azure's namespace", late: false);
    }

    private static bool IsDocument(FileStream stream)
    {
        Span<byte> start = stackalloc byte[4];
        int got = stream.ReadAtLeast(start, 4, throwOnEndOfStream: false);
        stream.Position = 0;
        return start[..got].StartsWith("<"u8) || start[..got].StartsWith("\ufeff<"u8);
    }

    private static byte[] ReadDocument(FileStream stream)
    {
        if (stream.Length > OvfDocument.SizeLimit) throw new IOException($"it is larger than {OvfDocument.SizeLimit / 1024 / 1024} MiB");
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }

    private static MediaOutcome Nothing(string sentence, bool late) => new(null, null, null, late, [sentence]);

    // The cause may be transient, such as a drive that spins up. The caller decides how long to retry.
    private static MediaOutcome Unreadable(string path, string why)
    {
        var failure = Failure.BadData("failure to read the provisioning media", $"provisioning media {path}: {why}", Failure.Redeploy);
        return new MediaOutcome(null, path, failure, true, [failure.Finding]);
    }
}
