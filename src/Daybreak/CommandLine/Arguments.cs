namespace Daybreak.CommandLine;

/// <summary>The arguments of one verb, checked against its options.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);
    private readonly List<string> words = [];

    private Arguments()
    {
    }

    /// <summary>The arguments that are not options, in order.</summary>
    public IReadOnlyList<string> Words => words;

    public bool Has(string option) => values.ContainsKey(option);

    public string? Value(string option) => values.GetValueOrDefault(option);

    /// <summary>The names in an option's value, which commas separate; empty if the option is absent.</summary>
    public Result<string[]> Names(string option)
    {
        if (Value(option) is not { } value) return Array.Empty<string>();
        string[] names = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.Length > 0 ? names : Invalid($"{option} {value}: expected at least one name");
    }

    /// <summary>The arguments for the options among <paramref name="options"/> that are present.</summary>
    public IEnumerable<string> Given(IReadOnlyList<Option> options)
    {
        foreach (var option in options)
            if (Value(option.Name) is { } value) yield return option.Value is null ? option.Name : $"{option.Name}={value}";
    }

    /// <summary>A failure because of the command line.</summary>
    public static Failure Invalid(string message) => new(ExitStatus.Usage, "invalid command line", message);

    /// <summary>Reads the arguments after the verb.</summary>
    /// <param name="arguments">Without the verb.</param>
    /// <param name="known">The accepted options.</param>
    /// <param name="maximumWords">The maximum number of arguments that are not options.</param>
    public static Result<Arguments> Parse(ReadOnlySpan<string> arguments, IReadOnlyList<Option> known, int maximumWords)
    {
        var parsed = new Arguments();
        bool onlyWords = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (onlyWords || !argument.StartsWith('-') || argument == "-")
            {
                parsed.words.Add(argument);
                continue;
            }
            if (argument == "--")
            {
                onlyWords = true;
                continue;
            }
            int equals = argument.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? argument : argument[..equals];
            string? value = equals < 0 ? null : argument[(equals + 1)..];
            var option = known.FirstOrDefault(candidate => candidate.Name == name);
            if (option is null) return Invalid($"unknown option {name}");
            if (option.Value is null && value is not null) return Invalid($"{name} takes no value");
            if (option.Value is not null && value is null && i + 1 < arguments.Length) value = arguments[++i];
            if (option.Value is not null && value is null or "") return Invalid($"{name} requires a value: {name} {option.Value}");
            if (!parsed.values.TryAdd(name, value ?? "")) return Invalid($"duplicate option {name}");
        }
        return parsed.words.Count <= maximumWords ? parsed : Invalid($"unexpected argument {parsed.words[maximumWords]}");
    }
}
