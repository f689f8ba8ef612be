namespace Daybreak.Simulator.Scenarios;

/// <summary>Reads files with a size limit, because a path may name a device that reports no length and never ends.</summary>
internal static class BoundedFile
{
    /// <summary>The content; <see langword="null"/> if the file is larger than the limit. Throws the exceptions of opening and reading.</summary>
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
