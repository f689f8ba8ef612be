namespace Daybreak.Machine.Kernel;

/// <summary>Identify Namespace of an NVMe disk (NVM Express base specification). Its last 3,712 bytes are vendor-specific.</summary>
internal static unsafe class NvmeNamespace
{
    private const int IdentifySize = 4096, VendorPart = 384;
    // NVME_IOCTL_ID: returns the number of the namespace.
    private const nuint NumberRequest = 0x4e40;

    /// <summary>The vendor's text up to its NUL; null if there is none or the command fails.</summary>
    public static string? Origin(string device)
    {
        using var disk = Descriptor.OpenAt(OpenFlags.AtCurrentDirectory, device, OpenFlags.ReadOnly | OpenFlags.NonBlock, default, out _);
        if (disk is null) return null;
        int number = Libc.IoCtl(disk.Number, NumberRequest, null);
        if (number <= 0) return null;

        var answer = new byte[IdentifySize];
        fixed (byte* at = answer)
        {
            // struct nvme_admin_cmd: opcode at 0, namespace at 4, data address at 24, data length at 36, command dword 10 (0: this namespace) at 40.
            byte* command = stackalloc byte[72];
            new Span<byte>(command, 72).Clear();
            command[0] = 6;
            *(uint*)(command + 4) = (uint)number;
            *(ulong*)(command + 24) = (ulong)at;
            *(uint*)(command + 36) = IdentifySize;
            if (Libc.IoCtl(disk.Number, DiskCalls.NvmeAdminCommand, command) != 0) return null;
        }
        var said = answer.AsSpan(VendorPart);
        int end = said.IndexOf((byte)0);
        return end <= 0 ? null : Encoding.ASCII.GetString(said[..end]);
    }
}
