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
public readonly record struct FileEntry(FileKind Kind, Permissions Mode, uint User, uint Group, long Size)
{
    /// <summary>A regular file.</summary>
    public static FileEntry File(Permissions mode, Owner owner, long size) => new(FileKind.File, mode, owner.User, owner.Group, size);

    /// <summary>A directory. Its size is not known.</summary>
    public static FileEntry Directory(Permissions mode, Owner owner) => new(FileKind.Directory, mode, owner.User, owner.Group, 0);

    /// <summary>A symbolic link.</summary>
    public static FileEntry Link(Owner owner, string target) =>
        new(FileKind.Link, new Permissions(0b111_111_111), owner.User, owner.Group, System.Text.Encoding.UTF8.GetByteCount(target));
}
