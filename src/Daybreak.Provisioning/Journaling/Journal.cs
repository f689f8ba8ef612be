namespace Daybreak.Provisioning.Journaling;

/// <summary>
/// The durable record of what the machine cannot show: which VM, how far, whether the report was accepted, where the time went.
/// JSON lines in /var/lib/daybreak/journal, appended and synced; a last line cut off by a power failure is not there.
/// </summary>
/// <param name="root">The directory treated as "/".</param>
public sealed class Journal(RootDirectory root)
{
    /// <summary>Everything that Daybreak keeps; nothing in it is needed once the VM is provisioned.</summary>
    private const string Directory = AgentPaths.StateDirectory;

    /// <summary>The journal.</summary>
    public const string Path = Directory + "/journal";

    /// <summary>The most bytes it ever has: a line that would make it longer has it rewritten with what still matters.</summary>
    internal const int SizeLimit = 128 * 1024;

    /// <summary>What the journal says now.</summary>
    /// <exception cref="FileFailure">It cannot be read.</exception>
    public JournalState Read() => root.Read(Path) is { } content ? Parse(content) : JournalState.Empty;

    /// <summary>The id of the VM that is being provisioned; "-" where it has no id.</summary>
    internal static string CurrentVm(MachineView machine) => machine.Read(Path) is { } journal ? Parse(journal).VmId?.ToString() ?? "-" : "-";

    /// <summary>What a journal with this content says.</summary>
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

    /// <summary>Begins a run. Another VM than before begins a new journal.</summary>
    /// <param name="started">The run.</param>
    /// <param name="before">What <see cref="Read"/> said.</param>
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

    /// <summary>Lays the journal of a run that begins over a view: what a step reads of it is then what it would read in that run.</summary>
    /// <param name="machine">The view.</param>
    /// <param name="vmId">The VM; null when it is not known.</param>
    public static void ForeseeStart(MachineView machine, VmId? vmId)
    {
        var before = machine.Read(Path) is { } content ? Parse(content) : JournalState.Empty;
        if (before.IsProvisioned(vmId)) return;
        var started = new Started(default, vmId?.ToString(), "");
        machine.Foresee(new WriteFile(Path, JournalLine.Write(started), Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, "the journal"));
    }

    /// <summary>Adds lines and makes them durable, together. A journal that they would make too long is replaced as a whole: a cut leaves the old one or the new one.</summary>
    /// <remarks>
    /// Two processes add lines at the same time only in a provisioned VM, and then only timings. A timing that is added while the other
    /// process rewrites the journal is lost.
    /// </remarks>
    /// <exception cref="FileFailure">They cannot be written.</exception>
    public void Append(params IReadOnlyList<JournalRecord> records)
    {
        using var lines = new MemoryStream();
        foreach (var record in records) lines.Write(JournalLine.Write(record));
        // One byte more ends a line that a cut left without its end.
        if ((root.Entry(Path)?.Size ?? 0) + 1 + lines.Length > SizeLimit)
            root.Replace(Path, JournalExtract.Of([.. Read().Records, .. records], SizeLimit / 2), Permissions.OwnerOnly, Owner.System);
        else
            root.Append(Path, lines.ToArray(), Permissions.OwnerOnly);
    }

    private void MakeDirectories()
    {
        foreach (var (path, mode) in (ReadOnlySpan<(string, Permissions)>)
            [("/var", Permissions.PublicDirectory), ("/var/lib", Permissions.PublicDirectory), (Directory, Permissions.PrivateDirectory)])
        {
            if (root.Entry(path) is null) root.MakeDirectory(path, mode, Owner.System);
        }
    }
}
