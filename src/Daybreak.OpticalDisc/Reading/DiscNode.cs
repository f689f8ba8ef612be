namespace Daybreak.OpticalDisc.Reading;

/// <summary>A directory entry of either file system, from which the content can be read.</summary>
internal abstract class DiscNode(string name, bool isDirectory)
{
    public string Name => name;

    public bool IsDirectory => isDirectory;

    /// <summary>Passes each entry to the visitor, in the order of the disc, until the visitor returns false. Null on success.</summary>
    public abstract DiscError? Scan(Func<DiscNode, bool> visit);

    public abstract Parsed<DiscContent> Open();
}
