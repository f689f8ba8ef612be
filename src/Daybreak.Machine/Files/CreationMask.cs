using Daybreak.Core.Interop;

namespace Daybreak.Machine.Files;

/// <summary>umask(2): it belongs to the whole process, so a program sets it once, before anything else.</summary>
public static class CreationMask
{
    private const uint WritableByOthers = 0b000_010_010;

    /// <summary>
    /// The system's usual one, 022, whatever the caller's shell or unit has. Every mode is given explicitly; with a narrower mask a
    /// directory would have its own only a moment after it is made, and a power cut in between would keep the wrong one.
    /// </summary>
    public static void SetUsual() => _ = Libc.UMask(WritableByOthers);
}
