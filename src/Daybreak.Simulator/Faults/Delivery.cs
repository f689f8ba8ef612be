namespace Daybreak.Simulator.Faults;

/// <summary>How an answer is sent to the client, if at all.</summary>
public abstract record Delivery
{
    private Delivery()
    {
    }

    /// <summary>The normal way.</summary>
    public static Delivery Whole { get; } = new WholeAnswer();

    /// <summary>Completely, with Content-Length.</summary>
    public sealed record WholeAnswer : Delivery
    {
        /// <inheritdoc/>
        public override string ToString() => "whole";
    }

    /// <summary>Completely, in separately sent chunks (RFC 9112, 7.1).</summary>
    public sealed record Chunked : Delivery
    {
        /// <inheritdoc/>
        public override string ToString() => "chunked";
    }

    /// <summary>The full Content-Length and only the first bytes of the body; then the connection closes.</summary>
    public sealed record Truncated(int Bytes) : Delivery
    {
        /// <inheritdoc/>
        public override string ToString() => FormattableString.Invariant($"truncate {Bytes}");
    }

    /// <summary>The connection is reset without an answer.</summary>
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

    /// <summary>No answer until the client disconnects or the simulator stops.</summary>
    public sealed record Silent : Delivery
    {
        /// <inheritdoc/>
        public override string ToString() => "silent";
    }

    /// <summary>Endless headers or an endless chunked body, until the client disconnects, the simulator stops or <see cref="MaximumBytes"/> were sent.</summary>
    public sealed record Endless(bool Headers) : Delivery
    {
        /// <summary>Bytes per second.</summary>
        public const int BytesPerSecond = 4 * 1024 * 1024;

        /// <summary>The maximum number of bytes, so that a test on a slow machine cannot exhaust its memory.</summary>
        public const int MaximumBytes = 256 * 1024 * 1024;

        /// <inheritdoc/>
        public override string ToString() => Headers ? "endless headers" : "endless body";
    }
}
