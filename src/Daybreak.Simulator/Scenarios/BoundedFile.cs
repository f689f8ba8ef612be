namespace Daybreak.Simulator.Scenarios;

/// <summary>Files that somebody names, which may be anything: a device tells no length and never ends.</summary>
internal static class BoundedFile
{
    /// <summary>All of a file; <see langword="null"/> when it has more than so many bytes. Throws as opening and reading do.</summary>
    public static byte[]? Read(string path, int limit)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        using var content = new MemoryStream();
        var piece = new byte[64 * 1024];
        while (file.Read(piece) is var count and > 0)
        {
            if (content.Length + count > limit) return null;
            content.Write(piece, 0, count);
        }
        return content.ToArray();
    }
}
