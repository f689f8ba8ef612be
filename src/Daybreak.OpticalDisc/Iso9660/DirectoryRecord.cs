namespace Daybreak.OpticalDisc.Iso9660;

/// <summary>A validated directory record (ECMA-119 9.1). Its system use area is not parsed yet.</summary>
/// <param name="Block">The logical block of the content, after any extended attribute record.</param>
/// <param name="Length">The size of the content in bytes.</param>
/// <param name="Flags">ECMA-119 9.1.6.</param>
/// <param name="Identifier">The bytes of the identifier.</param>
/// <param name="SystemUse">The offset of the system use area in the record.</param>
/// <param name="Bytes">The whole record.</param>
internal sealed record DirectoryRecord(long Block, uint Length, RecordFlags Flags, byte[] Identifier, int SystemUse, byte[] Bytes)
{
    private const int FixedSize = 33;

    /// <summary>"." and ".." are stored as one byte, 0 or 1 (ECMA-119 7.6.2).</summary>
    public bool IsSelf => Identifier is [0];

    public bool IsParent => Identifier is [1];

    public bool IsDirectory => Flags.HasFlag(RecordFlags.Directory);

    public static Parsed<DirectoryRecord> Parse(ReadOnlySpan<byte> record, Location location)
    {
        if (record.Length < FixedSize + 1 || FixedSize + record[32] > record.Length)
            return location.Fail(DiscErrorReason.OutOfBounds, $"a record of {record.Length} bytes is too short for a name of {(record.Length > 32 ? record[32] : 0)} bytes");
        if (!BothEndian.Read32(record[2..], "the extent location", location).Is(out var block, out var error)) return error;
        if (!BothEndian.Read32(record[10..], "the data length", location).Is(out var length, out error)) return error;
        var name = record.Slice(FixedSize, record[32]);
        if (name.IsEmpty) return location.Fail(DiscErrorReason.InvalidName, "the name is empty");
        if (record[26] != 0 || record[27] != 0)
            return location.Fail(DiscErrorReason.Unsupported, $"\"{Printable(name)}\" is recorded in interleaved mode");
        var systemUse = FixedSize + name.Length + (name.Length % 2 == 0 ? 1 : 0);
        return new DirectoryRecord((long)block + record[1], length, (RecordFlags)record[25], name.ToArray(), systemUse, record.ToArray());
    }

    public Parsed<string> DecodeName(NameKind kind, in Location location)
    {
        if (kind == NameKind.Joliet && Identifier.Length % 2 != 0)
            return location.Fail(DiscErrorReason.InvalidName, $"a Joliet name has {Identifier.Length} bytes, an odd number");
        var name = WithoutVersion(kind == NameKind.Joliet ? VolumeDescriptor.BigEndianText(Identifier) : Encoding.Latin1.GetString(Identifier));
        return EntryName.ProblemWith(name) is { } problem ? location.Fail(DiscErrorReason.InvalidName, problem) : name;
    }

    /// <summary>ECMA-119 7.5.1 appends <c>;1</c> to each file name, after a full stop if there is no extension.</summary>
    private static string WithoutVersion(string name)
    {
        var semicolon = name.LastIndexOf(';');
        if (semicolon > 0 && semicolon < name.Length - 1 && !name.AsSpan(semicolon + 1).ContainsAnyExceptInRange('0', '9')) name = name[..semicolon];
        return name.Length > 1 && name[^1] == '.' && name.IndexOf('.') == name.Length - 1 ? name[..^1] : name;
    }

    private static string Printable(ReadOnlySpan<byte> name) => Encoding.Latin1.GetString(name).Replace('\0', ' ');
}

/// <summary>File flags of a directory record (ECMA-119 9.1.6).</summary>
[Flags]
internal enum RecordFlags : byte
{
    Hidden = 1,
    Directory = 2,
    Associated = 4,
    NotFinal = 128,
}
