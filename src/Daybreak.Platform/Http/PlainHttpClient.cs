using System.Net.Sockets;
using Daybreak.Platform.Time;

namespace Daybreak.Platform.Http;

/// <summary>
/// HTTP/1.1 over one socket a request: plain, to an IP address, never through a proxy, under one deadline. .NET's HttpClient would
/// add 4.5 MB and the host's OpenSSL to the agent.
/// </summary>
/// <param name="clock">For the time limits.</param>
public sealed class PlainHttpClient(Clock clock)
{
    // SOL_SOCKET and SO_MARK of asm-generic/socket.h, which every architecture that .NET has shares.
    private const int SocketLevel = 1;
    private const int MarkOption = 36;

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deadline">Beside the limits' own time.</param>
    /// <param name="limits">How much is accepted, and how long it may take.</param>
    public HttpOutcome Send(HttpRequest request, Deadline deadline, HttpLimits limits)
    {
        var outcome = Send(request, deadline, limits, mark: null);
        return outcome.Fault == HttpFault.Prohibited && request.MarkWhenProhibited is { } mark ? Send(request, deadline, limits, mark) : outcome;
    }

    private static HttpOutcome Send(HttpRequest request, Deadline deadline, HttpLimits limits, uint? mark)
    {
        var end = deadline.AtMost(limits.Whole);
        try
        {
            using var socket = new Socket(request.Endpoint.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (mark is { } set) socket.SetRawSocketOption(SocketLevel, MarkOption, BitConverter.GetBytes(set));
            if (Connect(socket, request.Endpoint, end.AtMost(limits.Connect)) is { } fault) return fault;
            Transmit(socket, request.Serialize(), end);
            return HttpOutcome.Answer(new HttpResponseReader(buffer => Receive(socket, buffer, end), limits).Read());
        }
        catch (HttpFaultException fault)
        {
            return HttpOutcome.None(fault.Fault, fault.Message);
        }
        catch (SocketException failure)
        {
            return Describe(failure);
        }
    }

    /// <summary>The clock that time limits are kept by.</summary>
    public Clock Clock => clock;

    private static HttpOutcome? Connect(Socket socket, HttpEndpoint endpoint, Deadline end)
    {
        socket.NoDelay = true;
        socket.Blocking = false;
        try
        {
            socket.Connect(endpoint.Address, endpoint.Port);
            return null;
        }
        catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            if (!socket.Poll(PollTime(end), SelectMode.SelectWrite))
                return HttpOutcome.None(HttpFault.ConnectTimeout, "the connection was not answered in time");
        }
        int error = (int)(socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) ?? 0);
        return error == 0 ? null : Describe(new SocketException(error));
    }

    private static void Transmit(Socket socket, byte[] bytes, Deadline end)
    {
        int sent = 0;
        while (sent < bytes.Length)
        {
            Await(socket, SelectMode.SelectWrite, end, "the request was not taken in time");
            sent += socket.Send(bytes.AsSpan(sent));
        }
    }

    private static int Receive(Socket socket, Span<byte> buffer, Deadline end)
    {
        Await(socket, SelectMode.SelectRead, end, "connected, but no complete answer came in time");
        return socket.Receive(buffer);
    }

    private static void Await(Socket socket, SelectMode mode, Deadline end, string late)
    {
        if (end.HasPassed || !socket.Poll(PollTime(end), mode)) throw new HttpFaultException(HttpFault.Silent, late);
    }

    private static TimeSpan PollTime(Deadline end) => TimeSpan.FromMicroseconds(Math.Min(end.Remaining.TotalMicroseconds, int.MaxValue));

    private static HttpOutcome Describe(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => HttpOutcome.None(HttpFault.Refused, "the connection was refused"),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.AddressNotAvailable or SocketError.HostDown =>
            HttpOutcome.None(HttpFault.NoRoute, "there is no route to it"),
        SocketError.AccessDenied => HttpOutcome.None(HttpFault.Prohibited, "a route or a rule of this machine forbids the connection"),
        SocketError.TimedOut => HttpOutcome.None(HttpFault.ConnectTimeout, "the connection was not answered in time"),
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => HttpOutcome.None(HttpFault.Reset, "the connection was reset"),
        _ => HttpOutcome.None(HttpFault.Local, $"the socket failed: {failure.Message}"),
    };
}
