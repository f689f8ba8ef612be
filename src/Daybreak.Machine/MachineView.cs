using Daybreak.Machine.Disks;
using Daybreak.Machine.Network;

namespace Daybreak.Machine;

/// <summary>
/// The machine as a step sees it: read-only, as it will be after the changes that are already planned, so that a later step sees the effect
/// of earlier ones.
/// </summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or <see cref="NoKernel"/>.</param>
public sealed class MachineView(RootDirectory root, IKernel kernel)
{
    private MachineOverlay overlay = new(root);
    private IReadOnlyList<Route>? routes;

    /// <summary>Whether a kernel runs on this root.</summary>
    public bool IsRunning => kernel.IsRunning;

    /// <summary>The kernel's host name; null if nothing runs.</summary>
    public string? KernelHostName => kernel.IsRunning ? overlay.KernelHostName ?? kernel.HostName : null;

    /// <summary>The kernel's main routing table with the planned routes. Without a running kernel, only the planned ones.</summary>
    public IReadOnlyList<Route> Routes => [.. routes ??= kernel.IsRunning ? RouteTable.Parse(ReadText(RouteTable.Path) ?? "") : [], .. overlay.Routes];

    /// <summary>The entry at a path, a last link not followed; null if there is none.</summary>
    public FileEntry? Entry(string path) => overlay.Entry(path);

    /// <summary>The content of a file; null if there is no such file.</summary>
    /// <exception cref="FileFailure">It cannot be read.</exception>
    public ReadOnlyMemory<byte>? Read(string path) => overlay.Read(path);

    /// <summary>The content of a file as UTF-8 text; null if there is no such file.</summary>
    public string? ReadText(string path) => Read(path) is { } content ? Encoding.UTF8.GetString(content.Span) : null;

    /// <summary>The target of a link; null if there is no link.</summary>
    public string? ReadLink(string path) => overlay.ReadLink(path);

    /// <summary>Whether a file can be written at this path. On a read-only file system it cannot.</summary>
    public bool CanWrite(string path) => root.CanWrite(overlay.Resolve(path));

    /// <summary>The SELinux label of a file or directory; null if it has none or is only planned.</summary>
    public string? LabelOf(string path)
    {
        string place = overlay.Resolve(path, followLast: false);
        return overlay.Covers(place) ? null : root.LabelOf(place);
    }

    /// <summary>The path without links, as far as it exists; a last link is followed too.</summary>
    /// <exception cref="FileFailure">A user other than root could have made a link on the way.</exception>
    public string Resolve(string path) => overlay.Resolve(path);

    /// <summary>The names in a directory, sorted by byte; empty if it does not exist.</summary>
    public IReadOnlyList<string> List(string path) => overlay.List(path);

    /// <summary>
    /// The content of a disk; null while the disk or a part of it is in use, unless it may be read in use, as a member of an array.
    /// </summary>
    /// <exception cref="FileFailure">There is no such disk, or it may not be opened.</exception>
    public DiskContent? LookAtDisk(string device, bool evenInUse = false)
    {
        using var disk = DiskDevice.TryOpen(root, device, forWriting: false, evenInUse);
        return disk is null ? null : DiskClassifier.Classify(new DiskBytes(disk.Content));
    }

    /// <summary>Whether a file is swap space that Daybreak has made. Only its first page is read, whatever its size.</summary>
    /// <exception cref="FileFailure">It cannot be read.</exception>
    public bool StartsWithOurSwapHeader(string path, long size)
    {
        using var file = root.OpenNode(path, OpenFlags.ReadOnly | OpenFlags.NonBlock, out int error) ?? throw new FileFailure(path, "open", error);
        var page = new byte[Environment.SystemPageSize];
        return size % page.Length == 0 && file.ReadAt(page, 0, out _) == page.Length && SwapHeader.IsDaybreaks(page, size, page.Length);
    }

    /// <summary>How many bytes root can still write below a directory; null if unknown.</summary>
    public long? FreeSpace(string directory) => kernel.FreeSpace(System.IO.Path.Join(root.Path, directory));

    /// <summary>What Azure says about an NVMe namespace; null if nothing.</summary>
    public string? NamespaceOrigin(string device) => kernel.NamespaceOrigin(System.IO.Path.Join(root.Path, device));

    /// <summary>Another view, of the machine after these changes. This view stays as it is.</summary>
    public MachineView After(IEnumerable<Change> changes)
    {
        var view = new MachineView(root, kernel) { overlay = overlay.Copy(), routes = routes };
        view.Foresee(changes);
        return view;
    }

    /// <summary>Shows the machine as it will be after these changes.</summary>
    public void Foresee(params IEnumerable<Change> changes)
    {
        foreach (var change in changes) change.Foresee(overlay);
    }
}
