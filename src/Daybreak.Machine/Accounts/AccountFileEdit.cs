using Daybreak.Machine.Changes;

namespace Daybreak.Machine.Accounts;

/// <summary>One account file's new content, with the content that it was made of.</summary>
/// <param name="Kind">Which file.</param>
/// <param name="Planned">What the machine had when this was planned; null when it had no such file.</param>
/// <param name="Content">What it gets.</param>
public sealed record AccountFileEdit(AccountFileKind Kind, ReadOnlyMemory<byte>? Planned, ReadOnlyMemory<byte> Content);

/// <summary>
/// Replaces account files, in this order, under the locks that shadow-utils takes, so that no useradd, passwd or vipw is at work at
/// the same time. A file that is no longer what it was when this was planned stays as it is, and so do all others. Modes and owners
/// stay. Without edits it only takes away the locks that a run which was cut has left.
/// </summary>
/// <param name="Edits">In the order in which they are made: each beginning of it is a state that the next plan completes.</param>
/// <param name="Sentence">What it does.</param>
public sealed record EditAccountFiles(IReadOnlyList<AccountFileEdit> Edits, string Sentence) : Change(Sentence)
{
    /// <summary>How long a lock that somebody holds is waited for. lckpwdf(3) waits 15 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);
}
