namespace Daybreak.Machine.Files;

/// <summary>umask(2). It applies to the whole process, so a program sets it once, before anything else.</summary>
public static class CreationMask
{
    private const uint WritableByOthers = 0b000_010_010;

    /// <summary>
    /// The usual mask, 022, regardless of the caller's. Every mode is set explicitly. With a stricter mask, a directory would get its mode only
    /// after it is created, and an interruption in between would leave the wrong mode.
    /// </summary>
    public static void SetDefault() => _ = Libc.UMask(WritableByOthers);
}
