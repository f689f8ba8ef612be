namespace Daybreak.Machine.Kernel;

/// <summary>Adds routes with ioctl SIOCADDRT, which every kernel has: netdevice(7), struct rtentry of linux/route.h.</summary>
internal static unsafe class RouteSocket
{
    private const int Inet = 2, Datagram = 2, CloseOnExec = 0x80000;
    private const nuint AddRoute = 0x890b;
    private const ushort Up = 1, Gateway = 2;
    private const int Exists = 17;

    // struct rtentry of 64-bit Linux: the offsets of its members.
    private const int Size = 120, DestinationAt = 8, GatewayAt = 24, MaskAt = 40, FlagsAt = 56, DeviceAt = 88;

    /// <summary>Adds a route; null if it was added or exists, otherwise the reason.</summary>
    public static Failure? Add(Route route)
    {
        using var socket = Descriptor.Socket(Inet, Datagram | CloseOnExec, out int error);
        if (socket is null) return Refused(route, error);
        Span<byte> entry = stackalloc byte[Size];
        entry.Clear();
        WriteAddress(entry[DestinationAt..], route.Destination);
        WriteAddress(entry[MaskAt..], Ipv4.Mask(route.Prefix));
        if (route.Gateway != 0) WriteAddress(entry[GatewayAt..], route.Gateway);
        BinaryPrimitives.WriteUInt16LittleEndian(entry[FlagsAt..], (ushort)(route.Gateway != 0 ? Up | Gateway : Up));
        byte[] name = [.. Encoding.UTF8.GetBytes(route.Interface), 0];
        fixed (byte* device = name, at = entry)
        {
            *(byte**)(at + DeviceAt) = device;
            if (Libc.IoCtl(socket.Number, AddRoute, at) >= 0) return null;
            error = Marshal.GetLastPInvokeError();
        }
        return error == Exists ? null : Refused(route, error);
    }

    private static void WriteAddress(Span<byte> buffer, uint address)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(buffer, Inet);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], address);
    }

    private static Failure Refused(Route route, int error) => Failure.Refused(
        $"cannot add a route to {Ipv4.Text(route.Destination)}/{route.Prefix} through {route.Interface}: {Libc.Describe(error)}");
}
