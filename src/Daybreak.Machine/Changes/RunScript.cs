namespace Daybreak.Machine.Changes;

/// <summary>
/// Runs a program of the customer's and keeps what became of it: "begun KEY" is added to a file, durably, before it starts, and "ended KEY
/// exit:0" after its end. So a cut in its middle leaves "begun" alone, and the next plan knows.
/// </summary>
/// <param name="Key">What it is called in that file: no white space.</param>
/// <param name="Arguments">The program's absolute path below the root, and its arguments. Never a secret: other users see them.</param>
/// <param name="StatePath">The file that keeps it. It must exist, or be made by an earlier change.</param>
/// <param name="LogPath">Where its output is added. Its directory must exist, or be made by an earlier change.</param>
/// <param name="TimeLimit">After this time the program and its process group are killed.</param>
/// <param name="MayFail">Whether the changes after it go on when it fails.</param>
/// <param name="Sentence">What it does.</param>
public sealed record RunScript(
    string Key, IReadOnlyList<string> Arguments, string StatePath, string LogPath, TimeSpan TimeLimit, bool MayFail, string Sentence) : Change(Sentence);

/// <summary>A change whose failure is kept in a file as "ended KEY failed", and does not stop those after it.</summary>
/// <param name="Key">What it is called in that file: no white space.</param>
/// <param name="StatePath">The file. It must exist, or be made by an earlier change.</param>
/// <param name="Inner">The change.</param>
public sealed record ContinueOnError(string Key, string StatePath, Change Inner) : Change(Inner.Sentence);

/// <summary>Cannot be done; only good within an <see cref="ContinueOnError"/>.</summary>
/// <param name="Sentence">Why.</param>
public sealed record AlwaysFails(string Sentence) : Change(Sentence);

/// <summary>A file for a user or group that is known by name only when the change is applied: what was installed before it may bring them.</summary>
/// <param name="File">The file, for root.</param>
/// <param name="Owner">USER or USER:GROUP.</param>
public sealed record WriteFileFor(WriteFile File, string Owner) : Change(File.Sentence);

/// <summary>Adds a line to a small file of the agent's own, as a whole. It must exist, or be made by an earlier change.</summary>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Line">The line, without its end.</param>
/// <param name="Sentence">What it does.</param>
public sealed record AppendLine(string Path, string Line, string Sentence) : Change(Sentence);
