namespace Daybreak.Machine.Accounts;

/// <summary>/etc/skel: the content of a new home directory.</summary>
/// <remarks>useradd(8), option -k.</remarks>
public static class Skeleton
{
    private const int EntryLimit = 4096;
    private const int SizeLimit = 32 * 1024 * 1024;

    /// <summary>
    /// The files of the skeleton, each directory before its content. Links into the skeleton become links into the home; devices, sockets
    /// and pipes are omitted.
    /// </summary>
    /// <exception cref="FileFailure">It is too large for a skeleton, or cannot be read.</exception>
    public static IReadOnlyList<TreeEntry> Read(MachineView machine, string path, string home)
    {
        var entries = new List<TreeEntry>();
        long size = 0;
        var pending = new Stack<string>([""]);
        while (pending.TryPop(out string? directory))
        {
            foreach (string name in machine.List($"{path}/{directory}"))
            {
                string inner = directory.Length == 0 ? name : $"{directory}/{name}", from = $"{path}/{inner}";
                if (machine.Entry(from) is not { } entry) continue;
                size += entry.Kind == FileKind.File ? entry.Size : 0;
                if (entries.Count == EntryLimit || size > SizeLimit) throw new FileFailure(path, $"{path} has more than {EntryLimit} entries or {SizeLimit / 1024 / 1024} MiB, which is too large for a skeleton directory: correct SKEL in /etc/default/useradd");
                switch (entry.Kind)
                {
                    case FileKind.File when machine.Read(from) is { } content:
                        entries.Add(new TreeEntry(inner, entry.Kind, entry.Mode, content));
                        break;
                    case FileKind.Directory:
                        entries.Add(new TreeEntry(inner, entry.Kind, entry.Mode));
                        pending.Push(inner);
                        break;
                    case FileKind.Link when machine.ReadLink(from) is { } target:
                        entries.Add(new TreeEntry(inner, entry.Kind, entry.Mode, Target: target.StartsWith(path + "/", StringComparison.Ordinal) ? home + target[path.Length..] : target));
                        break;
                }
            }
        }
        return entries;
    }
}
