namespace Daybreak.CommandLine;

/// <summary>The help texts.</summary>
internal static class Help
{
    public static string Overview(IReadOnlyList<Verb> verbs)
    {
        var text = new StringBuilder("""
            daybreak: provisions Linux VMs on Azure

            Usage: daybreak VERB [OPTION]...

            Verbs:

            """);
        foreach (var verb in verbs) text.Append("  ").Append(verb.Name.PadRight(12)).Append(verb.Summary).Append('\n');
        Append(text.Append("\nOptions of every verb:\n"), CommonOptions.All);
        return text.Append("""

            Exit status:
              0   done, or nothing to do
              64  the command line is wrong
              65  the platform's data is wrong
              69  the platform cannot be reached
              70  internal error in daybreak
              73  the machine cannot be written
              75  try again: another instance is running, or the VM is not provisioned yet
              78  the configuration is wrong

            Run daybreak VERB --help for the options of a verb.

            """).ToString();
    }

    public static string Of(Verb verb)
    {
        string synopsis = verb.Synopsis.Length > 0 ? $" {verb.Synopsis}" : "";
        var text = new StringBuilder($"Usage: daybreak {verb.Name}{synopsis} [OPTION]...\n\n{verb.Description}\n");
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
