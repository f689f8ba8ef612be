namespace Daybreak.Machine.Files;

/// <summary>The type of a directory entry.</summary>
public enum FileKind
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link, not followed.</summary>
    Link,

    /// <summary>A device, socket or pipe.</summary>
    Other,
}

/// <summary>A directory entry as lstat(2) shows it.</summary>
/// <param name="Kind">The type.</param>
/// <param name="Mode">Permission bits, 0 to 0o7777.</param>
/// <param name="User">Owner's user id.</param>
/// <param name="Group">Owner's group id.</param>
/// <param name="Size">Size in bytes.</param>
public readonly record struct FileEntry(FileKind Kind, Permissions Mode, uint User, uint Group, long Size);
