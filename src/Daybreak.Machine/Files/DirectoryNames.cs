namespace Daybreak.Machine.Files;

/// <summary>The names in an open directory, from getdents64(2). .NET's enumeration of a descriptor needs /proc, which may not be mounted.</summary>
internal static unsafe class DirectoryNames
{
    private const int NameOffset = 19;

    public static IReadOnlyList<string> Read(Descriptor directory, string path)
    {
        var names = new List<string>();
        const int size = 16 * 1024;
        byte* buffer = stackalloc byte[size];
        while (true)
        {
            nint got = Libc.GetDirectoryEntries(directory.Number, buffer, size);
            if (got < 0) throw new FileFailure(path, "list", Marshal.GetLastPInvokeError());
            if (got == 0) break;
            for (nint at = 0; at < got;)
            {
                ushort length = *(ushort*)(buffer + at + 16);
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer + at + NameOffset);
                if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8)) names.Add(Encoding.UTF8.GetString(name));
                at += length;
            }
        }
        names.Sort(string.CompareOrdinal);
        return names;
    }
}
