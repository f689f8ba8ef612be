namespace Daybreak.Machine.Files;

/// <summary>A file operation that failed, or that Daybreak refused for safety.</summary>
/// <remarks>Thrown at the edge and turned into a value by <see cref="Changes.Executor"/>. The message is one sentence for the operator.</remarks>
public sealed class FileFailure : IOException
{
    internal FileFailure(string path, string operation, int error)
        : base($"cannot {operation} {path}: {Libc.Describe(error)}")
    {
        Path = path;
        Error = error;
    }

    /// <summary>An operation that Daybreak refused. The sentence says what was found and what to do.</summary>
    public FileFailure(string path, string sentence)
        : base(sentence) => Path = path;

    /// <summary>The path below the root.</summary>
    public string Path { get; }

    /// <summary>errno(3); 0 if Daybreak refused the operation.</summary>
    public int Error { get; }
}
