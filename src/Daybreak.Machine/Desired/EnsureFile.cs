namespace Daybreak.Machine.Desired;

/// <summary>A file of root's with a given content and mode.</summary>
public static class EnsureFile
{
    /// <summary>The change that writes the file; null when it has this content and mode and belongs to root.</summary>
    public static WriteFile? Plan(MachineView machine, string path, ReadOnlyMemory<byte> content, Permissions mode, string sentence) =>
        IsThere(machine, path, content.Span, mode) ? null : new WriteFile(path, content, mode, Owner.System, LinkPolicy.SystemLinks, sentence);

    /// <summary>Whether the file has this content and mode and belongs to root.</summary>
    public static bool IsThere(MachineView machine, string path, ReadOnlySpan<byte> content, Permissions mode) =>
        machine.Entry(path) is { Kind: FileKind.File } entry && entry.Mode == mode && entry.User == Owner.System.User && HasContent(machine, path, content);

    /// <summary>Whether the file has this content, whatever its mode and owner are.</summary>
    public static bool HasContent(MachineView machine, string path, ReadOnlySpan<byte> content) =>
        machine.Read(path) is { } present && present.Span.SequenceEqual(content);
}
