namespace Daybreak.Certificates.Exchange;

/// <summary>Cuts a stream into lines without ever holding more than one, or more than <see cref="Limits.LineBytes"/> of it.</summary>
internal sealed class LineReader(Stream input)
{
    private readonly byte[] _chunk = new byte[64 * 1024];
    private int _start;
    private int _end;

    internal enum Kind
    {
        /// <summary>A line, without its line feed.</summary>
        Line,

        /// <summary>A line above the limit. It was read past; the next one can be read.</summary>
        TooLong,

        /// <summary>The other side closed the stream after a whole line.</summary>
        End,

        /// <summary>The other side closed the stream within a line, or sends one without end.</summary>
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
