namespace Daybreak.Machine.Accounts;

/// <summary>The new content of an account file, and the content that it was made from.</summary>
/// <param name="Kind">Which file.</param>
/// <param name="Planned">The content when this was planned; null if there was no such file.</param>
/// <param name="Content">The new content.</param>
public sealed record AccountFileEdit(AccountFileKind Kind, ReadOnlyMemory<byte>? Planned, ReadOnlyMemory<byte> Content);
