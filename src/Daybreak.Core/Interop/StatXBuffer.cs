using System.Runtime.InteropServices;

namespace Daybreak.Core.Interop;

/// <summary>struct statx of statx(2): the same layout on every architecture, unlike struct stat.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatXBuffer
{
    [FieldOffset(0x14)] public uint User;
    [FieldOffset(0x18)] public uint Group;
    [FieldOffset(0x1c)] public ushort Mode;
    [FieldOffset(0x20)] public ulong Inode;
    [FieldOffset(0x28)] public ulong Size;

    public const uint BasicStats = 0x7ff;
}
