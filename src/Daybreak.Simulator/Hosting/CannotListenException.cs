namespace Daybreak.Simulator.Hosting;

/// <summary>Cannot listen on an address. The message is meant for people.</summary>
public sealed class CannotListenException : IOException
{
    /// <summary>Creates the exception with a message for the address and reason.</summary>
    public CannotListenException(EndPoint address, SocketException reason)
        : base(Sentence(address, reason), reason)
    {
    }

    private static string Sentence(EndPoint address, SocketException reason) => reason.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"{address} is already in use.",
        SocketError.AccessDenied => $"permission denied to listen on {address}: ports below 1024 require root or CAP_NET_BIND_SERVICE.",
        SocketError.AddressNotAvailable => $"{address} is not an address of this machine or network namespace.",
        _ => $"cannot listen on {address}: {reason.Message}.",
    };
}
