namespace Daybreak.Machine.Kernel;

/// <summary>sd_notify(3): "READY=1" to the socket that the service manager names.</summary>
internal static unsafe class ServiceNotification
{
    private const string Variable = "NOTIFY_SOCKET";

    /// <summary>Sends a datagram to a path or an abstract address. Does nothing without the variable. Errors are ignored: the manager then waits until its own timeout.</summary>
    public static void Ready()
    {
        const int unix = 1, datagramAndCloseOnExec = 0x80002, longestPath = 107;
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 1 and <= longestPath } path || path[0] is not ('/' or '@')) return;
        byte* address = stackalloc byte[2 + longestPath + 1];
        new Span<byte>(address, 2 + longestPath + 1).Clear();
        *(ushort*)address = unix;
        int length = Encoding.UTF8.GetBytes(path, new Span<byte>(address + 2, longestPath));
        if (path[0] == '@') address[2] = 0;
        int socket = Libc.Socket(unix, datagramAndCloseOnExec, 0);
        if (socket < 0) return;
        fixed (byte* message = "READY=1"u8)
            _ = Libc.SendTo(socket, message, 7, 0, address, 2 + length);
        _ = Libc.Close(socket);
    }
}
