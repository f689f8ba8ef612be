using System.CommandLine;
using System.Numerics;
using Daybreak.Simulator.Boot.Machines;

namespace Daybreak.Simulator.Commands;

/// <summary>Options that validate their values during parsing, with specific error messages.</summary>
/// <remarks>The library's conversion throws only when the value is read.</remarks>
internal static class OptionOf
{
    /// <summary>A number in a range; <see langword="null"/> if the option is absent.</summary>
    public static Option<T?> Number<T>(string name, string helpName, string description, T least, T most)
        where T : struct, INumber<T> => new(name)
        {
            HelpName = helpName,
            Description = description,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (T.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
                var whole = T.IsZero(T.One / (T.One + T.One)) ? "whole " : "";
                var range = most - least == T.One ? $"{least} or {most}" : string.Create(CultureInfo.InvariantCulture, $"a {whole}number from {least} to {most}");
                result.AddError($"{name} requires {range}, not '{text}'.");
                return null;
            },
        };

    /// <summary>One of several words; <see langword="null"/> if the option is absent.</summary>
    public static Option<string?> Choice(string name, string description, params string[] words) => new(name)
    {
        HelpName = string.Join('|', words),
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (words.Contains(text)) return text;
            result.AddError($"{name} requires {string.Join(", ", words[..^1])} or {words[^1]}, not '{text}'.");
            return null;
        },
    };

    /// <summary>The accelerator of virtual machines; <see langword="null"/> if the option is absent, in which case the environment variable applies.</summary>
    public static Option<AcceleratorChoice?> Accelerator()
    {
        const string name = "--accelerator";
        return new(name)
        {
            HelpName = string.Join('|', AcceleratorChoices.Words),
            Description = $"auto: KVM where it works, otherwise emulation. kvm: KVM without a fallback. tcg: emulation. Default: {AcceleratorChoices.Variable}, or auto.",
            CustomParser = result =>
            {
                var choice = AcceleratorChoices.Parse(result.Tokens[0].Value);
                if (choice is null) result.AddError(AcceleratorChoices.Refusal(name, result.Tokens[0].Value));
                return choice;
            },
        };
    }

    /// <summary>Rejects an invalid accelerator in the environment variable.</summary>
    public static void CheckAccelerator(this Command command) => command.Validators.Add(result =>
    {
        if (AcceleratorChoices.Problem() is { } problem) result.AddError(problem);
    });

    /// <summary>Rejects values that start with '-', because the library treats an unknown option as an argument.</summary>
    public static void RefuseOptions<T>(this Argument<T> argument) => argument.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: ['-', ..] word }, ..]) result.AddError($"Unknown option '{word}'.");
    });

    /// <summary>A file path; <see langword="null"/> if the option is absent.</summary>
    public static Option<string?> File(string name, string description)
    {
        var option = new Option<string?>(name) { HelpName = "FILE", Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 }]) result.AddError($"{name} requires a file path, not ''.");
        });
        return option;
    }

    /// <summary>A scenario; <c>happy</c> by default.</summary>
    public static Option<string> Scenario(string description)
    {
        var option = new Option<string>("--scenario") { HelpName = "FILE|NAME", Description = description, DefaultValueFactory = _ => "happy" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value.Length: 0 }]) result.AddError("--scenario requires a file path or the name of a scenario, not ''.");
        });
        return option;
    }
}
