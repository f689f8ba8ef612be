using System.Text;

namespace Daybreak.Machine.Kernel;

/// <summary>Options that a kernel's command line is to have, and others that it is not to have.</summary>
/// <param name="wanted">Such as rootdelay=300, in order.</param>
/// <param name="unwanted">Such as quiet.</param>
public sealed class KernelOptions(string[] wanted, string[] unwanted)
{
    /// <summary>Such as rootdelay=300, in order.</summary>
    public string[] Wanted => wanted;

    /// <summary>Such as quiet.</summary>
    public string[] Unwanted => unwanted;

    /// <summary>Those of <see cref="Wanted"/> that only an initial RAM disk understands rightly.</summary>
    public string[] ForRamDisk { get; init; } = [];

    /// <summary>What an operator is told with each file that gets them, as the end of a sentence; usually nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>The same for a kernel that has no initial RAM disk: those are taken out.</summary>
    public KernelOptions WithoutRamDisk => ForRamDisk.Length == 0 ? this : new(Array.FindAll(wanted, word => Array.IndexOf(ForRamDisk, word) < 0), [.. unwanted, .. ForRamDisk]);
}

/// <summary>A kernel's command line (bootparam(7)): words with white space between them, none inside double quotes.</summary>
public static class CommandLine
{
    /// <summary>The line with these options; the same text where it has them already.</summary>
    /// <remarks>
    /// Of several consoles the last one is /dev/console, so a wanted console comes after all others. Another value of a wanted option goes,
    /// and of a console only another value for the same device. What stands after "--" is not the kernel's.
    /// </remarks>
    /// <param name="line">The command line.</param>
    /// <param name="options">What it is to have.</param>
    public static string With(string line, KernelOptions options)
    {
        var words = Words(line);
        if (HasAll(words, options)) return line;
        var kept = new List<string>();
        bool isDone = false;
        foreach (string word in words)
        {
            if (!isDone && word is "--" or "---")
            {
                kept.AddRange(options.Wanted);
                isDone = true;
            }
            if (isDone || !IsReplaced(word, options)) kept.Add(word);
        }
        if (!isDone) kept.AddRange(options.Wanted);
        return string.Join(' ', kept);
    }

    private static bool HasAll(List<string> words, KernelOptions options)
    {
        string? lastConsole = null, wantedConsole = null;
        // An option can be given twice, so each one is looked for by itself.
        var missing = new List<string>(options.Wanted);
        foreach (string wanted in options.Wanted)
            if (Key(wanted) == "console") wantedConsole = wanted;
        foreach (string word in words)
        {
            if (word is "--" or "---") break;
            if (Key(word) == "console") lastConsole = word;
            if (Array.IndexOf(options.Wanted, word) >= 0) missing.RemoveAll(wanted => wanted == word);
            else if (IsReplaced(word, options)) return false;
        }
        return missing.Count == 0 && (wantedConsole is null || lastConsole == wantedConsole);
    }

    private static bool IsReplaced(string word, KernelOptions options)
    {
        if (Array.IndexOf(options.Unwanted, word) >= 0) return true;
        foreach (string wanted in options.Wanted)
            if (Key(word) == Key(wanted) && (Key(word) != "console" || Device(word) == Device(wanted))) return true;
        return false;
    }

    private static string Key(string word) => word.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? word[..equals] : word;

    private static string Device(string console) => console.Split(',')[0];

    private static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool quoted = false;
        foreach (char c in line)
        {
            if (c == '"') quoted = !quoted;
            if (quoted || c is not (' ' or '\t'))
            {
                word.Append(c);
                continue;
            }
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
        if (word.Length > 0) words.Add(word.ToString());
        return words;
    }
}
