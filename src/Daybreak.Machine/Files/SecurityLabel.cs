using System.Text;
using Daybreak.Core.Interop;

namespace Daybreak.Machine.Files;

/// <summary>
/// Keeps the SELinux label of a file that is replaced: a new file gets its directory's label, with which services that read
/// /etc/hosts or /etc/shadow would be refused.
/// </summary>
internal static unsafe class SecurityLabel
{
    private const string Attribute = "security.selinux";

    public static string? Read(int directory, string name)
    {
        using var file = Descriptor.OpenAt(directory, name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock, default, out _);
        if (file is null) return null;
        byte* label = stackalloc byte[256];
        nint length = Libc.FGetXAttr(file.Number, Attribute, label, 256);
        return length > 0 ? Encoding.ASCII.GetString(label, (int)length).TrimEnd('\0') : null;
    }

    public static void Copy(int directory, string name, Descriptor to)
    {
        using var from = Descriptor.OpenAt(directory, name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock, default, out _);
        if (from is null) return;
        byte* label = stackalloc byte[256];
        nint length = Libc.FGetXAttr(from.Number, Attribute, label, 256);
        // Without SELinux there is no label; where the kernel refuses to set one, its policy has spoken.
        if (length > 0) _ = Libc.FSetXAttr(to.Number, Attribute, label, length, 0);
    }

    /// <summary>
    /// Gives the root directory of a file system that mkfs has just made the label of the directory that it is mounted on; one that has a label keeps it.
    /// </summary>
    public static void CopyToFresh(Descriptor from, Descriptor to)
    {
        byte* label = stackalloc byte[256];
        nint length = Libc.FGetXAttr(to.Number, Attribute, label, 256);
        // What a kernel with SELinux shows where nothing is written.
        if (length <= 0 || new ReadOnlySpan<byte>(label, (int)length).IndexOf(":unlabeled_t:"u8) >= 0) Copy(from.Number, ".", to);
    }
}
