namespace Daybreak.Machine.Files;

/// <summary>Permission bits of a file or directory, as chmod(2) takes them.</summary>
/// <param name="Bits">0 to 0o7777.</param>
public readonly record struct Permissions(uint Bits)
{
    /// <summary>0644: readable by all, writable by the owner.</summary>
    public static Permissions WorldReadable { get; } = new(0b110_100_100);

    /// <summary>0600: the owner only.</summary>
    public static Permissions OwnerOnly { get; } = new(0b110_000_000);

    /// <summary>0755: a directory that all users may enter.</summary>
    public static Permissions PublicDirectory { get; } = new(0b111_101_101);

    /// <summary>0700: a directory for the owner only.</summary>
    public static Permissions PrivateDirectory { get; } = new(0b111_000_000);

    /// <summary>Four octal digits, such as 0644.</summary>
    public override string ToString() => Convert.ToString(Bits & 0xfff, 8).PadLeft(4, '0');
}
