using Daybreak.Machine.Changes;

namespace Daybreak.Machine.Files;

/// <summary>
/// Creates a directory with its content, such as a home directory. It is built beside its path and renamed, so that it exists completely
/// or not at all. It replaces an empty directory; any other existing file is an error.
/// </summary>
/// <param name="Path">Absolute, below the root. The parent must exist or be created by an earlier change.</param>
/// <param name="Mode">Permission bits of the directory itself.</param>
/// <param name="Owner">User and group id of the directory and its content.</param>
/// <param name="Entries">The content, each directory before its entries.</param>
/// <param name="Sentence">The description of the change.</param>
public sealed record MakeTree(string Path, Permissions Mode, Owner Owner, IReadOnlyList<TreeEntry> Entries, string Sentence) : Change(Sentence);

/// <summary>One file, directory or link of a tree.</summary>
/// <param name="Path">Relative to the tree, without a leading slash.</param>
/// <param name="Kind">File, directory or link.</param>
/// <param name="Mode">Permission bits; not used for a link.</param>
/// <param name="Content">The content of a file.</param>
/// <param name="Target">The target of a link.</param>
public sealed record TreeEntry(string Path, FileKind Kind, Permissions Mode, ReadOnlyMemory<byte> Content = default, string? Target = null);
