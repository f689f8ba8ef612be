namespace Daybreak.CustomData.Scripts;

/// <summary>A script as the kernel would start it: from its <c>#!</c> line, so that it also runs where its file system forbids it (noexec).</summary>
internal static class ScriptFile
{
    /// <summary>The interpreter and its one argument; null with a reason.</summary>
    /// <param name="content">The script.</param>
    /// <param name="refusal">Why it cannot be run.</param>
    public static string[]? Interpreter(ReadOnlySpan<byte> content, out string? refusal)
    {
        refusal = "the script does not begin with #! and the path of its interpreter";
        if (!content.StartsWith("#!"u8)) return null;
        int end = content.IndexOf((byte)'\n');
        var line = end < 0 ? content : content[..end];
        if (line.Length > 255)
        {
            refusal = "the #! line is longer than the 255 bytes that Linux takes";
            return null;
        }
        string text = Encoding.UTF8.GetString(line[2..]).Trim(' ', '\t', '\r');
        int space = text.IndexOfAny([' ', '\t']);
        string program = space < 0 ? text : text[..space], argument = space < 0 ? "" : text[space..].Trim(' ', '\t');
        if (!program.StartsWith('/') || program.Contains('\0') || argument.Contains('\0')) return null;
        refusal = null;
        return argument.Length > 0 ? [program, argument] : [program];
    }

    /// <summary>The script without what goes before <c>#!</c>, and with line ends that its interpreter knows.</summary>
    /// <param name="content">As it came.</param>
    /// <param name="wasRepaired">Whether line ends of Windows were taken out.</param>
    public static byte[] Clean(byte[] content, out bool wasRepaired)
    {
        var script = content.AsSpan();
        if (script.StartsWith("\uFEFF"u8)) script = script[3..];
        script = script.TrimStart(" \t\r\n"u8);
        int end = script.IndexOf((byte)'\n');
        wasRepaired = end > 0 && script[end - 1] == '\r';
        return wasRepaired ? Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(script).Replace("\r\n", "\n", StringComparison.Ordinal)) : script.ToArray();
    }
}
