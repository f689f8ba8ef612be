using System.Runtime.InteropServices;

namespace Daybreak.Machine.Tests.Files;

/// <summary>Mounts that exist during one test.</summary>
internal static partial class Mounts
{
    private const int MsBind = 4096;
    private const int Detach = 2;

    /// <summary>Whether mounts are allowed. Containers often do not allow them, even for root.</summary>
    public static bool Work { get; } = TryOnce();

    public static void Tmpfs(string at, string options, Action test) => During("tmpfs", at, "tmpfs", options.Split(',').Contains("ro") ? 1u : 0u, string.Join(',', options.Split(',').Where(option => option != "ro")), test);

    public static void Bind(string what, string at, Action test)
    {
        Assert.SkipUnless(Work, "a mount needs root and a mount namespace");
        During(what, at, null, MsBind, null, test);
    }

    private static void During(string what, string at, string? type, uint flags, string? options, Action test)
    {
        Assert.Equal(0, mount(what, at, type, flags, options));
        try
        {
            test();
        }
        finally
        {
            Assert.Equal(0, umount2(at, Detach));
        }
    }

    private static bool TryOnce()
    {
        if (!ThrowAwayRoot.IsRoot) return false;
        string at = Directory.CreateTempSubdirectory("daybreak-mount-").FullName;
        bool works = mount("tmpfs", at, "tmpfs", 0, "size=4k") == 0 && umount2(at, Detach) == 0;
        Directory.Delete(at);
        return works;
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
