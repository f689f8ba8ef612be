namespace Daybreak.Simulator.Boot.Machines;

/// <summary>Which accelerator the caller asks for.</summary>
public enum AcceleratorChoice
{
    /// <summary>KVM where it works, emulation otherwise.</summary>
    Auto,

    /// <summary>KVM, without a trial and without a fallback.</summary>
    Kvm,

    /// <summary>Emulation.</summary>
    Tcg,
}

/// <summary>The words for an <see cref="AcceleratorChoice"/>.</summary>
public static class AcceleratorChoices
{
    /// <summary>The environment variable with the choice where the command line has none.</summary>
    public const string Variable = "DAYBREAK_ACCELERATOR";

    /// <summary>All words.</summary>
    public static readonly string[] Words = ["auto", "kvm", "tcg"];

    private static string InEnvironment => Environment.GetEnvironmentVariable(Variable) ?? "";

    /// <summary>The choice of a word; null for any other.</summary>
    public static AcceleratorChoice? Parse(string word) => Array.IndexOf(Words, word) is >= 0 and var index ? (AcceleratorChoice)index : null;

    /// <summary>The choice in the environment; null when the variable is not set or empty, or has another value.</summary>
    public static AcceleratorChoice? FromEnvironment() => Parse(InEnvironment);

    /// <summary>One sentence when the variable has another value; null otherwise.</summary>
    public static string? Problem() => InEnvironment.Length == 0 || FromEnvironment() is not null ? null : Refusal(Variable, InEnvironment);

    /// <summary>One sentence for a word that is none of them.</summary>
    public static string Refusal(string name, string word) => $"{name} takes auto, kvm or tcg, not '{word}'.";
}
