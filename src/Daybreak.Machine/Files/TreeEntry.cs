namespace Daybreak.Machine.Files;

/// <summary>One file, directory or link of a tree (<see cref="Changes.MakeTree"/>).</summary>
/// <param name="Path">Relative to the tree, without a slash at its beginning.</param>
/// <param name="Kind">File, directory or link.</param>
/// <param name="Mode">Permission bits; unused for a link.</param>
/// <param name="Content">The content of a file.</param>
/// <param name="Target">The target of a link.</param>
public sealed record TreeEntry(string Path, FileKind Kind, Permissions Mode, ReadOnlyMemory<byte> Content = default, string? Target = null);
