namespace Daybreak.OpticalDisc.Reading;

/// <summary>A directory entry of either file system, with what is needed to go on from it.</summary>
internal abstract class DiscNode(string name, bool isDirectory)
{
    public string Name => name;

    public bool IsDirectory => isDirectory;

    /// <summary>Shows each entry in the disc's order until the visitor says false. Null when nothing was wrong.</summary>
    public abstract DiscError? Scan(Func<DiscNode, bool> visit);

    public abstract Parsed<DiscContent> Open();
}
