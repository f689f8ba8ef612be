using System.CommandLine;

namespace Daybreak.Simulator.Commands;

/// <summary><c>daybreak-simulator scenarios</c>: lists the built-in scenarios.</summary>
public static class ScenariosCommand
{
    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "Print this scenario instead of the list.", Arity = ArgumentArity.ZeroOrOne };
        name.RefuseOptions();
        var command = new Command("scenarios", "List the built-in scenarios, or print one as a template for your own.") { name };
        command.SetAction(parsed => Run(parsed.GetValue(name), Console.Out, Console.Error));
        return command;
    }

    internal static int Run(string? name, TextWriter output, TextWriter errors)
    {
        if (name is null)
        {
            var width = ScenarioLibrary.Names.Max(known => known.Length);
            foreach (var known in ScenarioLibrary.Names) output.WriteLine($"{known.PadRight(width)}  {ScenarioLibrary.Summary(known)}");
            return ExitStatus.Done;
        }
        if (ScenarioLibrary.Find(name) is not { } text)
        {
            errors.WriteLine($"daybreak-simulator: unknown scenario '{name}'; 'daybreak-simulator scenarios' lists the built-in ones.");
            return ExitStatus.BadScenario;
        }
        output.Write(text);
        return ExitStatus.Done;
    }
}
