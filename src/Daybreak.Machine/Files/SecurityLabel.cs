namespace Daybreak.Machine.Files;

/// <summary>
/// Preserves the SELinux label of a file that is replaced. A new file would get the label of its directory, and SELinux would deny
/// services access to files such as /etc/hosts and /etc/shadow.
/// </summary>
internal static unsafe class SecurityLabel
{
    private const string Attribute = "security.selinux";

    public static string? Read(int directory, string name) =>
        Of(directory, name) is { } label ? Encoding.ASCII.GetString(label).TrimEnd('\0') : null;

    public static void Copy(int directory, string name, Descriptor to)
    {
        // Without SELinux there is no label. If the kernel refuses to set one, the policy does not allow it.
        if (Of(directory, name) is not { } label) return;
        fixed (byte* at = label) _ = Libc.FSetXAttr(to.Number, Attribute, at, label.Length, 0);
    }

    /// <summary>Copies the label of a mount point to the root directory of a new file system, unless that has a label.</summary>
    public static void CopyToNew(Descriptor from, Descriptor to)
    {
        // The kernel reports this type for files without a label.
        if (Of(to) is not { } label || label.AsSpan().IndexOf(":unlabeled_t:"u8) >= 0) Copy(from.Number, ".", to);
    }

    private static byte[]? Of(int directory, string name)
    {
        using var file = Descriptor.OpenAt(directory, name, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock, default, out _);
        return file is null ? null : Of(file);
    }

    private static byte[]? Of(Descriptor file)
    {
        byte* label = stackalloc byte[256];
        nint length = Libc.FGetXAttr(file.Number, Attribute, label, 256);
        return length > 0 ? new ReadOnlySpan<byte>(label, (int)length).ToArray() : null;
    }
}
