namespace Daybreak.CommandLine;

/// <summary>One verb: its help, its options beside the common ones, and what it does.</summary>
/// <param name="Name">Such as "provision".</param>
/// <param name="Synopsis">The arguments, as the help shows them.</param>
/// <param name="Summary">One line.</param>
/// <param name="Description">The help's text.</param>
/// <param name="Options">Beside the common ones.</param>
/// <param name="WordsAtMost">How many arguments that are no options it takes.</param>
/// <param name="Run">What it does.</param>
internal sealed record Verb(
    string Name, string Synopsis, string Summary, string Description, IReadOnlyList<Option> Options, int WordsAtMost, Func<Session, ExitStatus> Run);
