namespace Daybreak.Certificates.Exchange;

/// <summary>Splits a stream into lines. Holds at most one line, and at most <see cref="Limits.LineBytes"/> of it.</summary>
internal sealed class LineReader(Stream input)
{
    private readonly byte[] _chunk = new byte[64 * 1024];
    private int _start;
    private int _end;

    internal enum Kind
    {
        /// <summary>A line, without its line feed.</summary>
        Line,

        /// <summary>A line above the limit. It was skipped; the next one can be read.</summary>
        TooLong,

        /// <summary>The stream ended after a complete line.</summary>
        End,

        /// <summary>The stream ended inside a line, or a line does not end.</summary>
        Broken,
    }

    public Kind Read(out ReadOnlyMemory<byte> line)
    {
        line = default;
        using var collected = new MemoryStream();
        long length = 0;
        while (true)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = input.Read(_chunk);
                if (_end == 0) return length == 0 ? Kind.End : Kind.Broken;
            }

            var available = _chunk.AsSpan(_start, _end - _start);
            var feed = available.IndexOf((byte)'\n');
            var taken = feed < 0 ? available : available[..feed];
            length += taken.Length;
            _start += taken.Length;
            if (length <= Limits.LineBytes) collected.Write(taken);
            else if (length > Limits.DiscardedBytes) return Kind.Broken;

            if (feed < 0) continue;
            _start++;
            if (length > Limits.LineBytes) return Kind.TooLong;
            line = collected.GetBuffer().AsMemory(0, (int)length);
            return Kind.Line;
        }
    }
}
