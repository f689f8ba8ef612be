using Daybreak.Core.Dhcp;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Changes;

/// <summary>One thing to be done to the machine, as data. Nothing happens until the <see cref="Executor"/> applies it.</summary>
/// <param name="Sentence">What it does, in plain words, for the plan and for an operator. Never holds a secret.</param>
public abstract record Change(string Sentence)
{
    /// <summary>
    /// What it is a part of, such as a disk; null for the step as a whole. When a change fails, those of other parts are made all the same.
    /// </summary>
    public string? Part { get; init; }

    /// <summary>Replaces a file as a whole.</summary>
    public static WriteFile Write(string path, string text, Permissions mode, string sentence) =>
        new(path, System.Text.Encoding.UTF8.GetBytes(text), mode, Owner.System, LinkPolicy.SystemLinks, sentence);
}

/// <summary>Replaces a file as a whole: atomically, durably, with its owner and mode from the start.</summary>
/// <param name="Path">Absolute, below the root. Its directory must exist, or be made by an earlier change.</param>
/// <param name="Content">The bytes.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Owner">User and group id.</param>
/// <param name="Links">Whether the system's own links on the way are followed.</param>
/// <param name="Sentence">What it does.</param>
public sealed record WriteFile(string Path, ReadOnlyMemory<byte> Content, Permissions Mode, Owner Owner, LinkPolicy Links, string Sentence) : Change(Sentence);

/// <summary>Makes one directory, or gives an existing one this mode and owner.</summary>
/// <param name="Path">Absolute, below the root. Its parent must exist, or be made by an earlier change.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Owner">User and group id.</param>
/// <param name="Links">Whether the system's own links on the way are followed.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MakeDirectory(string Path, Permissions Mode, Owner Owner, LinkPolicy Links, string Sentence) : Change(Sentence);

/// <summary>Makes a symbolic link, replacing a link that is there.</summary>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Target">What the link says.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MakeLink(string Path, string Target, string Sentence) : Change(Sentence);

/// <summary>Removes a file or a symbolic link.</summary>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Sentence">What it does.</param>
public sealed record RemoveFile(string Path, string Sentence) : Change(Sentence);

/// <summary>
/// Puts a file that an earlier change made in another one's place, within one file system: durable first, then renamed, with the
/// SELinux label of the file that goes.
/// </summary>
/// <param name="From">Absolute, below the root.</param>
/// <param name="To">Absolute, below the root.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MoveFile(string From, string To, string Sentence) : Change(Sentence);

/// <summary>Sets the running kernel's host name (sethostname(2)): at most 64 bytes.</summary>
/// <param name="HostName">The name.</param>
/// <param name="Sentence">What it does.</param>
public sealed record SetKernelHostName(string HostName, string Sentence) : Change(Sentence);

/// <summary>Runs one of the machine's own programs, without a shell. Planned only where nothing else is the right tool.</summary>
/// <param name="Arguments">The program's absolute path below the root, and its arguments. Never a secret: other users see them.</param>
/// <param name="TimeLimit">After this time the program is killed and the change has failed.</param>
/// <param name="Sentence">What it does.</param>
public sealed record RunProgram(IReadOnlyList<string> Arguments, TimeSpan TimeLimit, string Sentence) : Change(Sentence)
{
    /// <summary>
    /// The changes that it is expected to make. What it really does is only known afterwards: when there are any, the plan ends with it
    /// and is made anew.
    /// </summary>
    public IReadOnlyList<Change> Expected { get; init; } = [];

    /// <summary>Whether its failure is a warning: the changes after it are made all the same, and the VM is provisioned.</summary>
    public bool MayFail { get; init; }
}

/// <summary>Adds a route to the running kernel's main table; one that is there already is enough. Gone when the link goes down.</summary>
/// <param name="Route">Where to, and how.</param>
/// <param name="Sentence">What it does.</param>
public sealed record AddRoute(Route Route, string Sentence) : Change(Sentence);
