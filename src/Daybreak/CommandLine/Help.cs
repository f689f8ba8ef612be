namespace Daybreak.CommandLine;

/// <summary>The help texts.</summary>
internal static class Help
{
    public static string Overview(IReadOnlyList<Verb> verbs)
    {
        var text = new StringBuilder("daybreak: provisions a Linux VM on Azure at first boot, and says what it did\n\nUsage: daybreak VERB [OPTION]...\n\nVerbs:\n");
        foreach (var verb in verbs) text.Append("  ").Append(verb.Name.PadRight(12)).Append(verb.Summary).Append('\n');
        Append(text.Append("\nOptions of every verb:\n"), CommonOptions.All);
        return text.Append("""

            Exit status: 0 done or nothing to do, 64 usage, 65 the platform's data is wrong, 69 the platform cannot be
            reached, 70 a defect of Daybreak, 73 the machine cannot be written, 75 try again, 78 configuration.
            daybreak VERB --help tells more of one verb.

            """).ToString();
    }

    public static string Of(Verb verb)
    {
        var text = new StringBuilder($"Usage: daybreak {verb.Name}{(verb.Synopsis.Length > 0 ? " " + verb.Synopsis : "")} [OPTION]...\n\n{verb.Description}\n");
        if (verb.Options.Count > 0) Append(text.Append("\nOptions:\n"), verb.Options);
        Append(text.Append("\nOptions of every verb:\n"), CommonOptions.All);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IReadOnlyList<Option> options)
    {
        foreach (var option in options)
            text.Append("  ").Append((option.Value is null ? option.Name : $"{option.Name} {option.Value}").PadRight(25)).Append(option.Help).Append('\n');
    }
}
