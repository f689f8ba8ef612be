using System.Net;
using System.Net.Sockets;

namespace Daybreak.Simulator.Hosting;

/// <summary>An address cannot be listened on; the message is one sentence for people.</summary>
public sealed class CannotListenException : IOException
{
    /// <summary>Says which address, and why.</summary>
    public CannotListenException(EndPoint address, SocketException reason)
        : base(Sentence(address, reason), reason)
    {
    }

    private static string Sentence(EndPoint address, SocketException reason) => reason.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"{address} is already in use by another program.",
        SocketError.AccessDenied => $"no right to listen on {address}: ports below 1024 need root or CAP_NET_BIND_SERVICE.",
        SocketError.AddressNotAvailable => $"{address} is not an address of this machine (or of this network namespace).",
        _ => $"cannot listen on {address}: {reason.Message}.",
    };
}
