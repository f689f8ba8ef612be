namespace Daybreak.Provisioning.Journaling;

/// <summary>The durable record of what the machine itself cannot show: the VM, the progress, the accepted report, the timings.</summary>
/// <remarks>JSON lines in /var/lib/daybreak/journal, appended and synced. A last line that a power failure cut off is ignored.</remarks>
/// <param name="root">The directory treated as "/".</param>
public sealed class Journal(RootDirectory root)
{
    /// <summary>The file.</summary>
    public const string Path = AgentPaths.StateDirectory + "/journal";

    /// <summary>The maximum size in bytes. If a line would exceed it, the journal is rewritten without old lines.</summary>
    internal const int SizeLimit = 128 * 1024;

    /// <summary>Reads the journal.</summary>
    /// <exception cref="FileFailure">It cannot be read.</exception>
    public JournalState Read() => root.Read(Path) is { } content ? Parse(content) : JournalState.Empty;

    /// <summary>The id of the VM that is being provisioned; "-" if it has no id.</summary>
    internal static string CurrentVm(MachineView machine) => machine.Read(Path) is { } journal ? Parse(journal).VmId?.ToString() ?? "-" : "-";

    /// <summary>Reads a journal with this content.</summary>
    internal static JournalState Parse(ReadOnlyMemory<byte> content)
    {
        var records = new List<JournalRecord>();
        int start = 0;
        for (int i = 0; i < content.Length; i++)
        {
            if (content.Span[i] != (byte)'\n') continue;
            if (JournalLine.Read(content.Slice(start, i - start)) is { } record) records.Add(record);
            start = i + 1;
        }
        return new JournalState(records);
    }

    /// <summary>Begins a run. If the VM is not the one of the journal, a new journal begins.</summary>
    /// <param name="started">The run.</param>
    /// <param name="before">The result of <see cref="Read"/>.</param>
    /// <exception cref="FileFailure">It cannot be written.</exception>
    public void Begin(Started started, JournalState before)
    {
        MakeDirectories();
        bool sameVm = VmId.TryParse(started.VmId, out var now) ? now.Equals(before.VmId) : before.VmId is null;
        if (sameVm && before.Records.Count > 0)
            Append(started);
        else
            root.Replace(Path, JournalLine.Write(started), Permissions.OwnerOnly, Owner.System);
    }

    /// <summary>Makes a view show the journal as it would be after the start of a run, for a plan.</summary>
    /// <param name="machine">The view.</param>
    /// <param name="vmId">The VM; null if not known.</param>
    public static void ForeseeStart(MachineView machine, VmId? vmId)
    {
        var before = machine.Read(Path) is { } content ? Parse(content) : JournalState.Empty;
        if (before.IsProvisioned(vmId)) return;
        var started = new Started(default, vmId?.ToString(), "");
        machine.Foresee(new WriteFile(Path, JournalLine.Write(started), Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, "the journal"));
    }

    /// <summary>Appends lines and makes them durable. If the journal would become too long, it is replaced atomically.</summary>
    /// <remarks>Two processes append at the same time only in a provisioned VM, and only timings, which may get lost if one rewrites the journal.</remarks>
    /// <exception cref="FileFailure">They cannot be written.</exception>
    public void Append(params IReadOnlyList<JournalRecord> records)
    {
        using var lines = new MemoryStream();
        foreach (var record in records) lines.Write(JournalLine.Write(record));
        // One more byte for the end of a line that a power failure cut off.
        if ((root.Entry(Path)?.Size ?? 0) + 1 + lines.Length > SizeLimit)
            root.Replace(Path, JournalExtract.Of([.. Read().Records, .. records], SizeLimit / 2), Permissions.OwnerOnly, Owner.System);
        else
            root.Append(Path, lines.ToArray(), Permissions.OwnerOnly);
    }

    private void MakeDirectories()
    {
        foreach (var (path, mode) in (ReadOnlySpan<(string, Permissions)>)
            [("/var", Permissions.PublicDirectory), ("/var/lib", Permissions.PublicDirectory), (AgentPaths.StateDirectory, Permissions.PrivateDirectory)])
        {
            if (root.Entry(path) is null) root.MakeDirectory(path, mode, Owner.System);
        }
    }
}
