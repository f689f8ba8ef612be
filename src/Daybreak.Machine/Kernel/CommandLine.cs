namespace Daybreak.Machine.Kernel;

/// <summary>Options to add to a kernel command line and options to remove from it.</summary>
/// <param name="wanted">Options to add, such as rootdelay=300, in order.</param>
/// <param name="unwanted">Options to remove, such as quiet.</param>
public sealed class KernelOptions(string[] wanted, string[] unwanted)
{
    /// <summary>Options to add, such as rootdelay=300, in order.</summary>
    public string[] Wanted => wanted;

    /// <summary>Options to remove, such as quiet.</summary>
    public string[] Unwanted => unwanted;

    /// <summary>Those of <see cref="Wanted"/> that are only for an initial RAM disk.</summary>
    public string[] ForRamDisk { get; init; } = [];

    /// <summary>A remark that is appended to the message about each changed file; usually empty.</summary>
    public string Remark { get; init; } = "";

    /// <summary>The options for a kernel without an initial RAM disk: without <see cref="ForRamDisk"/>.</summary>
    public KernelOptions WithoutRamDisk => ForRamDisk.Length == 0 ? this : new(Array.FindAll(wanted, word => Array.IndexOf(ForRamDisk, word) < 0), [.. unwanted, .. ForRamDisk]);
}

/// <summary>A kernel command line (bootparam(7)): words separated by white space. Double quotes protect white space.</summary>
public static class CommandLine
{
    /// <summary>The line with these options; the same text if it has them already.</summary>
    /// <remarks>
    /// The last console is /dev/console, so a wanted console follows all others. Other values of a wanted option are removed; of a console,
    /// only other values for the same device. Words after "--" are not for the kernel.
    /// </remarks>
    /// <param name="line">The command line.</param>
    /// <param name="options">The options.</param>
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
        // Check each option separately, because an option can occur several times.
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
