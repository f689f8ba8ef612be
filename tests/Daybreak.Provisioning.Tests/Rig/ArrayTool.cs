using Daybreak.Machine.Kernel;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>
/// mdadm and the kernel's md driver below a throw-away root: a description of 4 KiB on each member, the array's image, sysfs. tests/EndToEnd uses
/// the real ones.
/// </summary>
internal sealed class ArrayTool(ThrowAwayRoot root)
{
    private static readonly byte[] Magic = [0xfc, 0x4e, 0x2b, 0xa9];

    /// <summary>Whether the program exists under that name.</summary>
    public static bool Is(string program) => program.EndsWith("/mdadm", StringComparison.Ordinal);

    /// <summary>Runs a command.</summary>
    public ProgramOutcome Run(IReadOnlyList<string> arguments)
    {
        string[] disks = [.. arguments.Where(argument => argument.Contains("/dev/nvme", StringComparison.Ordinal)).Select(Name)];
        switch (arguments[1])
        {
            case "--create":
                var uuid = Guid.Parse(arguments.Single(argument => argument.StartsWith("--uuid=", StringComparison.Ordinal))[7..]);
                if (disks.Any(IsHeld)) return new ProgramOutcome(2, "busy");
                foreach (string disk in disks) Describe(disk, uuid, disks.Length);
                using (var image = File.Create(root.Below($"/dev/{Name(arguments[2])}"))) image.SetLength(disks.Sum(disk => new FileInfo(root.Below($"/dev/{disk}")).Length - (1 << 20)));
                foreach (string disk in disks) Add(Name(arguments[2]), disk, disks.Length);
                return new ProgramOutcome(0);
            case "--incremental":
                return Incremental(disks[0]);
            case "--stop":
                Stop(Name(arguments[2]));
                return new ProgramOutcome(0);
            default:
                return new ProgramOutcome(2, "unknown mode");
        }
    }

    /// <summary>Stops all arrays, as at shutdown.</summary>
    public void StopAll()
    {
        foreach (string array in System.IO.Directory.GetDirectories(root.Below("/sys/block"), "md*")) Stop(Name(array));
    }

    private ProgramOutcome Incremental(string disk)
    {
        if (IsHeld(disk)) return new ProgramOutcome(1, "already in use");
        if (Description(disk) is not var (uuid, count)) return new ProgramOutcome(1, $"no RAID superblock on /dev/{disk}");
        string? array = System.IO.Directory.GetDirectories(root.Below("/sys/block"), "md*").Select(Name)
            .FirstOrDefault(name => System.IO.Directory.GetFiles(root.Below($"/sys/block/{name}/slaves")).Any(member => Description(Name(member))?.Uuid == uuid));
        Add(array ?? "md127", disk, count);
        string stored = root.Below($"/dev/.{uuid}");
        if (array is null && File.Exists(stored)) File.Move(stored, root.Below("/dev/md127"));
        return new ProgramOutcome(0);
    }

    private void Add(string array, string disk, int count)
    {
        root.Write($"/sys/block/{array}/dev", $"9:{array[2..]}\n").Write($"/sys/block/{array}/slaves/{disk}", "").MakeDirectory($"/sys/block/{array}/holders");
        root.Write($"/sys/block/{disk}/holders/{array}", "");
        int members = System.IO.Directory.GetFiles(root.Below($"/sys/block/{array}/slaves")).Length;
        root.Write($"/sys/block/{array}/md/array_state", members == count ? "clean\n" : "inactive\n");
    }

    private void Stop(string array)
    {
        string[] members = [.. System.IO.Directory.GetFiles(root.Below($"/sys/block/{array}/slaves")).Select(Name)];
        foreach (string member in members) File.Delete(root.Below($"/sys/block/{member}/holders/{array}"));
        string device = root.Below($"/dev/{array}");
        var uuid = members.Select(Description).FirstOrDefault(found => found is not null)?.Uuid;
        if (File.Exists(device)) File.Move(device, root.Below($"/dev/.{uuid}"), overwrite: true);
        System.IO.Directory.Delete(root.Below($"/sys/block/{array}"), recursive: true);
    }

    private bool IsHeld(string disk) => System.IO.Directory.GetFileSystemEntries(root.Below($"/sys/block/{disk}/holders")).Length > 0;

    private void Describe(string disk, Guid uuid, int count)
    {
        using var stream = File.OpenWrite(root.Below($"/dev/{disk}"));
        stream.Position = 4096;
        stream.Write([.. Magic, 1, 0, 0, 0, (byte)count, 0, 0, 0, 0, 0, 0, 0, .. uuid.ToByteArray(bigEndian: true)]);
    }

    private (Guid Uuid, int Count)? Description(string disk)
    {
        using var stream = File.OpenRead(root.Below($"/dev/{disk}"));
        stream.Position = 4096;
        var bytes = new byte[32];
        stream.ReadExactly(bytes);
        return bytes.AsSpan().StartsWith(Magic) ? (new Guid(bytes.AsSpan(16), bigEndian: true), bytes[8]) : null;
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
