using Daybreak.Machine.Changes;

namespace Daybreak.Machine.Files;

/// <summary>
/// Makes a directory with all that is in it, such as a home directory: built beside its place and renamed into it, so that it is there
/// whole or not at all. An empty directory in its place is replaced; anything else there is refused.
/// </summary>
/// <param name="Path">Absolute, below the root. Its parent must exist, or be made by an earlier change.</param>
/// <param name="Mode">Permission bits of the directory itself.</param>
/// <param name="Owner">User and group id of all of it.</param>
/// <param name="Entries">What is in it, a directory before what it holds.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MakeTree(string Path, Permissions Mode, Owner Owner, IReadOnlyList<TreeEntry> Entries, string Sentence) : Change(Sentence);

/// <summary>One file, directory or link of a tree.</summary>
/// <param name="Path">Relative to the tree, without a slash at its beginning.</param>
/// <param name="Kind">File, directory or link.</param>
/// <param name="Mode">Permission bits; of no meaning for a link.</param>
/// <param name="Content">Of a file.</param>
/// <param name="Target">Of a link.</param>
public sealed record TreeEntry(string Path, FileKind Kind, Permissions Mode, ReadOnlyMemory<byte> Content = default, string? Target = null);
