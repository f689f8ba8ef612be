namespace Daybreak.Platform.Media;

/// <summary>The status of an optical drive (linux/cdrom.h).</summary>
internal enum DriveStatus
{
    /// <summary>The driver does not know, or the device is not an optical drive.</summary>
    Unknown = 0,

    /// <summary>CDS_NO_DISC</summary>
    Empty = 1,

    /// <summary>CDS_TRAY_OPEN</summary>
    Open = 2,

    /// <summary>CDS_DRIVE_NOT_READY: still spinning up.</summary>
    NotReady = 3,

    /// <summary>CDS_DISC_OK</summary>
    HasDisc = 4,
}

/// <summary>The ioctls of an optical drive. Without a disc, the device opens only with O_NONBLOCK.</summary>
internal static partial class OpticalDrive
{
    private const int ReadOnlyNonBlockCloseOnExec = 0x80800;
    private const ulong DriveStatusRequest = 0x5326;
    private const ulong EjectRequest = 0x5309;
    private const ulong LockDoorRequest = 0x5329;

    public static DriveStatus Status(string device)
    {
        int drive = Open(device, ReadOnlyNonBlockCloseOnExec);
        if (drive < 0) return DriveStatus.Unknown;
        int status = Control(drive, DriveStatusRequest, int.MaxValue);
        _ = Close(drive);
        return status is >= 0 and <= 4 ? (DriveStatus)status : DriveStatus.Unknown;
    }

    /// <summary>Whether a path is a pipe or a terminal, which could block an ordinary open forever.</summary>
    public static bool IsStream(string path)
    {
        int opened = Open(path, ReadOnlyNonBlockCloseOnExec);
        if (opened < 0) return false;
        bool isStream = Seek(opened, 0, 0) < 0;
        _ = Close(opened);
        return isStream;
    }

    /// <summary>Ejects the disc. On Azure this is final.</summary>
    /// <returns>Why it failed; null if the disc is ejected.</returns>
    public static string? Eject(string device)
    {
        int drive = Open(device, ReadOnlyNonBlockCloseOnExec);
        if (drive < 0) return $"{device} cannot be opened: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}";
        try
        {
            _ = Control(drive, LockDoorRequest, 0);
            return Control(drive, EjectRequest, 0) >= 0 ? null : $"{device} cannot be ejected: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}";
        }
        finally
        {
            _ = Close(drive);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(int descriptor, long offset, int from);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, ulong request, nint argument);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
