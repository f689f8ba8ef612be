using Daybreak.Core;

namespace Daybreak.CustomData.Scripts;

/// <summary>A script, started by its interpreter as the kernel would, so that it also runs on a file system mounted with noexec.</summary>
internal static class ScriptFile
{
    private const int LongestLine = 255;

    /// <summary>The interpreter of the <c>#!</c> line, and its argument if it has one.</summary>
    public static Result<string[]> Interpreter(ReadOnlySpan<byte> script)
    {
        int end = script.IndexOf((byte)'\n');
        var line = end < 0 ? script : script[..end];
        if (line.StartsWith("#!"u8))
        {
            if (line.Length > LongestLine) return Failure.Invalid($"the #! line is longer than {LongestLine} bytes, which is the limit of Linux");
            string[] words = Encoding.UTF8.GetString(line[2..]).Trim(' ', '\t', '\r').Split([' ', '\t'], 2);
            if (words is [var program, var argument]) words = [program, argument.TrimStart(' ', '\t')];
            if (words[0].StartsWith('/') && !words.Any(word => word.Contains('\0'))) return words;
        }
        return Failure.Invalid("the script does not begin with #! and the path of its interpreter");
    }

    /// <summary>The script without white space before <c>#!</c>, and with line ends that its interpreter understands.</summary>
    /// <param name="content">The script as received.</param>
    /// <param name="wasRepaired">Whether Windows line ends were replaced.</param>
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
