namespace Daybreak.Simulator.Boot.Machines;

/// <summary>The requested accelerator.</summary>
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
    /// <summary>The environment variable with the default choice.</summary>
    public const string Variable = "DAYBREAK_ACCELERATOR";

    /// <summary>All words.</summary>
    public static readonly string[] Words = ["auto", "kvm", "tcg"];

    private static string InEnvironment => Environment.GetEnvironmentVariable(Variable) ?? "";

    /// <summary>The choice for a word; null if there is none.</summary>
    public static AcceleratorChoice? Parse(string word) => Array.IndexOf(Words, word) is >= 0 and var index ? (AcceleratorChoice)index : null;

    /// <summary>The choice in the environment variable; null if it is unset or invalid.</summary>
    public static AcceleratorChoice? FromEnvironment() => Parse(InEnvironment);

    /// <summary>An error message if the variable has an invalid value; otherwise null.</summary>
    public static string? Problem() => InEnvironment.Length == 0 || FromEnvironment() is not null ? null : Refusal(Variable, InEnvironment);

    /// <summary>The error message for an invalid word.</summary>
    public static string Refusal(string name, string word) => $"{name} requires auto, kvm or tcg, not '{word}'.";
}
