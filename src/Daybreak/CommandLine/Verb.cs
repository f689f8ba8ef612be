namespace Daybreak.CommandLine;

/// <summary>A verb: its help, its options and its implementation.</summary>
/// <param name="Name">Such as "provision".</param>
/// <param name="Synopsis">The arguments, for the help.</param>
/// <param name="Summary">One line.</param>
/// <param name="Description">The help text.</param>
/// <param name="Options">Without the common ones.</param>
/// <param name="MaximumWords">The maximum number of arguments that are not options.</param>
/// <param name="Run">The implementation.</param>
internal sealed record Verb(
    string Name, string Synopsis, string Summary, string Description, IReadOnlyList<Option> Options, int MaximumWords, Func<Session, ExitStatus> Run);
