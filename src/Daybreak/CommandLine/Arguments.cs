namespace Daybreak.CommandLine;

/// <summary>The arguments of one verb, checked against the options that it knows.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> values;

    private Arguments(Dictionary<string, string> values, IReadOnlyList<string> words)
    {
        this.values = values;
        Words = words;
    }

    /// <summary>The arguments that are no options, in order.</summary>
    public IReadOnlyList<string> Words { get; }

    public bool Has(string option) => values.ContainsKey(option);

    public string? Value(string option) => values.GetValueOrDefault(option);

    /// <summary>Those of these options that are given, as they are written.</summary>
    public IEnumerable<string> Given(IReadOnlyList<Option> options)
    {
        foreach (var option in options)
            if (Value(option.Name) is { } value) yield return option.Value is null ? option.Name : $"{option.Name}={value}";
    }

    /// <summary>Reads arguments.</summary>
    /// <param name="arguments">Without the verb.</param>
    /// <param name="known">The options that are allowed.</param>
    /// <param name="wordsAtMost">How many words may stand beside them.</param>
    /// <param name="error">What is wrong, in one sentence.</param>
    public static Arguments? TryParse(ReadOnlySpan<string> arguments, IReadOnlyList<Option> known, int wordsAtMost, out string? error)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var words = new List<string>();
        bool onlyWords = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (onlyWords || !argument.StartsWith('-') || argument == "-")
            {
                words.Add(argument);
                continue;
            }
            if (argument == "--")
            {
                onlyWords = true;
                continue;
            }
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? argument : argument[..equals];
            var option = known.FirstOrDefault(candidate => candidate.Name == name);
            if (option is null) return Refuse($"unknown option {name}", out error);
            if (values.ContainsKey(name)) return Refuse($"{name} is given twice", out error);
            if (option.Value is null)
            {
                if (equals >= 0) return Refuse($"{name} takes no value", out error);
                values[name] = "";
            }
            else if (equals >= 0)
            {
                values[name] = argument[(equals + 1)..];
            }
            else if (i + 1 < arguments.Length)
            {
                values[name] = arguments[++i];
            }
            else
            {
                return Refuse($"{name} needs a value: {name} {option.Value}", out error);
            }
            if (option.Value is not null && values[name].Length == 0) return Refuse($"{name} needs a value: {name} {option.Value}", out error);
        }
        if (words.Count > wordsAtMost) return Refuse($"{words[wordsAtMost]} is one argument too many", out error);
        error = null;
        return new Arguments(values, words);
    }

    private static Arguments? Refuse(string sentence, out string? error)
    {
        error = sentence;
        return null;
    }
}
