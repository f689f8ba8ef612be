namespace Daybreak.Simulator.Faults;

/// <summary>How an answer travels to the client, or does not.</summary>
public abstract record Delivery
{
    private Delivery()
    {
    }

    /// <summary>As a server should send it.</summary>
    public static Delivery Whole { get; } = new WholeAnswer();

    /// <summary>With Content-Length, all of it.</summary>
    public sealed record WholeAnswer : Delivery
    {
        /// <inheritdoc/>
        public override string ToString() => "whole";
    }

    /// <summary>All of it, in chunks (RFC 9112, 7.1), each sent by itself.</summary>
    public sealed record Chunked : Delivery
    {
        /// <inheritdoc/>
        public override string ToString() => "chunked";
    }

    /// <summary>The full Content-Length is declared, then so many bytes of the body come, then the connection closes.</summary>
    public sealed record Truncated(int Bytes) : Delivery
    {
        /// <inheritdoc/>
        public override string ToString() => FormattableString.Invariant($"truncate {Bytes}");
    }

    /// <summary>The connection is reset with no answer.</summary>
    public sealed record Dropped : Delivery
    {
        /// <inheritdoc/>
        public override string ToString() => "drop";
    }

    /// <summary>Bytes that are not HTTP, then the connection closes.</summary>
    public sealed record Garbage : Delivery
    {
        /// <inheritdoc/>
        public override string ToString() => "garbage";
    }

    /// <summary>Nothing, until the client leaves or the simulator stops.</summary>
    public sealed record Silent : Delivery
    {
        /// <inheritdoc/>
        public override string ToString() => "silent";
    }

    /// <summary>A head or a chunked body that does not end, until the client leaves, the simulator stops or <see cref="MaximumBytes"/> are sent.</summary>
    public sealed record Endless(bool Headers) : Delivery
    {
        /// <summary>Bytes a second.</summary>
        public const int BytesPerSecond = 4 * 1024 * 1024;

        /// <summary>Bytes after which even this ends, so that a test on a slow machine cannot fill its memory.</summary>
        public const int MaximumBytes = 256 * 1024 * 1024;

        /// <inheritdoc/>
        public override string ToString() => Headers ? "endless headers" : "endless body";
    }
}
