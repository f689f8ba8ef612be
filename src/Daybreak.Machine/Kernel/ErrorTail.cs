namespace Daybreak.Machine.Kernel;

/// <summary>Keeps the end of a program's error output, where the cause of a failure usually is.</summary>
/// <param name="limit">The number of bytes to keep.</param>
internal sealed unsafe class ErrorTail(int limit)
{
    private readonly List<byte> kept = [];
    private bool isCut;

    /// <summary>Reads what is available; false at the end of the output.</summary>
    public bool Take(int descriptor)
    {
        byte* buffer = stackalloc byte[4096];
        nint got = Libc.Read(descriptor, buffer, 4096);
        if (got <= 0) return false;
        kept.AddRange(new ReadOnlySpan<byte>(buffer, (int)got));
        if (kept.Count > limit)
        {
            kept.RemoveRange(0, kept.Count - limit);
            isCut = true;
        }
        return true;
    }

    /// <summary>The text, beginning with a complete character.</summary>
    public override string ToString() => Text(CollectionsMarshal.AsSpan(kept), isCut);

    /// <summary>The text of a part of an output, beginning with a complete character.</summary>
    public static string Text(ReadOnlySpan<byte> output, bool isCut)
    {
        int start = 0;
        while (isCut && start < 3 && start < output.Length && (output[start] & 0xc0) == 0x80) start++;
        return Encoding.UTF8.GetString(output[start..]).Trim();
    }
}
