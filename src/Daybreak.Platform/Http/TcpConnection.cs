using System.Buffers.Binary;
using System.Net.Sockets;
using Daybreak.Core.Interop;

namespace Daybreak.Platform.Http;

/// <summary>A TCP connection with system calls; every wait has a deadline.</summary>
/// <remarks>.NET's Socket would start a thread and an epoll set, and throw for "in progress": together a millisecond of each run.</remarks>
internal sealed unsafe class TcpConnection : IDisposable
{
    private readonly int descriptor;

    private TcpConnection(int descriptor) => this.descriptor = descriptor;

    /// <summary>Connects.</summary>
    /// <param name="endpoint">The destination.</param>
    /// <param name="mark">The firewall mark (SO_MARK, socket(7)); null for none.</param>
    /// <param name="deadline">The deadline of the connection.</param>
    /// <exception cref="HttpFaultException">The connection failed.</exception>
    public static TcpConnection Open(HttpEndpoint endpoint, uint? mark, Deadline deadline)
    {
        bool six = endpoint.Address.AddressFamily == AddressFamily.InterNetworkV6;
        int descriptor = SocketCalls.Socket(six ? SocketCalls.InterNetworkV6 : SocketCalls.InterNetwork, SocketCalls.StreamNonBlockCloseOnExec, SocketCalls.Tcp);
        if (descriptor < 0) throw Fault(Marshal.GetLastPInvokeError());
        var connection = new TcpConnection(descriptor);
        try
        {
            // Without the privilege, setting the mark fails, and so does the connection.
            if (mark is { } set) connection.Set(SocketCalls.SocketLevel, SocketCalls.Mark, (int)set);
            connection.Set(SocketCalls.Tcp, SocketCalls.NoDelay, 1);
            connection.Connect(endpoint, six, deadline);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Sends all bytes.</summary>
    /// <exception cref="HttpFaultException">The connection broke, or the deadline passed.</exception>
    public void Send(ReadOnlySpan<byte> bytes, Deadline deadline)
    {
        while (!bytes.IsEmpty)
        {
            nint sent;
            fixed (byte* at = bytes) sent = SocketCalls.Send(descriptor, at, bytes.Length, SocketCalls.NoSignal);
            if (sent >= 0)
            {
                bytes = bytes[(int)sent..];
                continue;
            }
            int error = Marshal.GetLastPInvokeError();
            if (error == SocketCalls.Again) Await(SocketCalls.PollOut, deadline, HttpFault.AnswerTimeout, "the server did not read the request in time");
            else if (error != SocketCalls.Interrupted) throw Fault(error);
        }
    }

    /// <summary>Receives at least one byte; returns 0 at the end of the stream.</summary>
    /// <exception cref="HttpFaultException">The connection broke, or the deadline passed.</exception>
    public int Receive(Span<byte> buffer, Deadline deadline)
    {
        const string late = "connected, but the answer was not complete in time";
        while (true)
        {
            // Wait first, because an answer takes time. The deadline also ends an endless answer.
            Await(SocketCalls.PollIn, deadline, HttpFault.AnswerTimeout, late);
            nint received;
            fixed (byte* at = buffer) received = SocketCalls.Receive(descriptor, at, buffer.Length, 0);
            if (received >= 0) return (int)received;
            if (Marshal.GetLastPInvokeError() is var error and not (SocketCalls.Interrupted or SocketCalls.Again)) throw Fault(error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _ = SocketCalls.Close(descriptor);

    private void Connect(HttpEndpoint endpoint, bool six, Deadline deadline)
    {
        // struct sockaddr_in (ip(7)) and sockaddr_in6 (ipv6(7)); port and address in network byte order.
        byte* address = stackalloc byte[28];
        new Span<byte>(address, 28).Clear();
        *(ushort*)address = (ushort)(six ? SocketCalls.InterNetworkV6 : SocketCalls.InterNetwork);
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(address + 2, 2), (ushort)endpoint.Port);
        _ = endpoint.Address.TryWriteBytes(six ? new Span<byte>(address + 8, 16) : new Span<byte>(address + 4, 4), out _);
        if (six) *(uint*)(address + 24) = (uint)endpoint.Address.ScopeId;

        if (SocketCalls.Connect(descriptor, address, six ? 28u : 16u) == 0) return;
        int error = Marshal.GetLastPInvokeError();
        if (error is SocketCalls.InProgress or SocketCalls.Interrupted)
        {
            Await(SocketCalls.PollOut, deadline, HttpFault.ConnectTimeout, "the connection timed out");
            uint length = sizeof(int);
            if (SocketCalls.GetOption(descriptor, SocketCalls.SocketLevel, SocketCalls.PendingError, &error, &length) < 0) error = Marshal.GetLastPInvokeError();
        }
        if (error != 0) throw Fault(error);
    }

    private void Set(int level, int name, int value) => _ = SocketCalls.SetOption(descriptor, level, name, &value, sizeof(int));

    private void Await(short events, Deadline deadline, HttpFault fault, string late)
    {
        while (!deadline.HasPassed)
        {
            var entry = new SocketCalls.PollEntry { Descriptor = descriptor, Events = events };
            int ready = SocketCalls.Poll(&entry, 1, (int)Math.Min(Math.Ceiling(deadline.Remaining.TotalMilliseconds), int.MaxValue));
            if (ready > 0) return;
            if (ready < 0 && Marshal.GetLastPInvokeError() is var error and not SocketCalls.Interrupted) throw Fault(error);
        }
        throw new HttpFaultException(fault, late);
    }

    private static HttpFaultException Fault(int error) => error switch
    {
        SocketCalls.ConnectionRefused => new(HttpFault.Refused, "the connection was refused"),
        SocketCalls.NetworkDown or SocketCalls.NetworkUnreachable or SocketCalls.HostDown or SocketCalls.HostUnreachable or SocketCalls.AddressNotAvailable =>
            new(HttpFault.NoRoute, "no route to the host"),
        SocketCalls.NotPermitted or SocketCalls.AccessDenied => new(HttpFault.Prohibited, "a route or a firewall rule of this machine prohibits the connection"),
        SocketCalls.TimedOut => new(HttpFault.ConnectTimeout, "the connection timed out"),
        SocketCalls.ConnectionReset or SocketCalls.ConnectionAborted or SocketCalls.BrokenPipe or SocketCalls.Shutdown => new(HttpFault.Reset, "the connection was reset"),
        _ => new(HttpFault.Local, $"the socket failed: {Marshal.GetPInvokeErrorMessage(error)}"),
    };
}
