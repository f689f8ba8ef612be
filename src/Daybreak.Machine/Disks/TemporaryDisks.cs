namespace Daybreak.Machine.Disks;

/// <summary>A disk that is proven to be a temporary disk of the platform.</summary>
/// <param name="Name">The kernel's name, such as sdb or nvme1n1.</param>
/// <param name="Parts">The kernel's names of its partitions.</param>
public sealed record TemporaryDisk(string Name, IReadOnlyList<string> Parts)
{
    /// <summary>The path of the device, such as /dev/sdb.</summary>
    public string Device => $"/dev/{Name}";
}

/// <summary>Finds the temporary disks by their position on the bus and by the model of NVMe controllers, never by name or order.</summary>
/// <remarks>
/// VMBus identifies each controller by a GUID, which is an attribute of a parent directory of the disk in sysfs. Generation 1: the second
/// IDE channel. Generation 2: the first SCSI controller, logical unit 1. Hyper-V outside Azure has the same IDE channels in every generation 1 VM,
/// and they may hold any disk. So the chassis asset tag must also be Azure's.
/// </remarks>
public static class TemporaryDisks
{
    private const string AssetTag = "7783-7084-3265-9085-8269-3286-77";
    private const string SecondIdeChannel = "00000000-0001-", FirstScsiController = "f8b3781a-1e82-4818-a1c3-63d806ec15bb";
    private const string LocalNvme = "Microsoft NVMe Direct Disk", LocalNvme2 = "Microsoft NVMe Direct Disk v2";
    private const string Block = "/sys/block";
    // Far more than any VM size has.
    private const int Limit = 64;

    /// <summary>Finds them: first the one on VMBus, then those on NVMe by number.</summary>
    public static IReadOnlyList<TemporaryDisk> Find(MachineView machine)
    {
        var found = new List<TemporaryDisk>();
        if (Text(machine, "/sys/class/dmi/id/chassis_asset_tag") != AssetTag) return found;
        foreach (string name in machine.List(Block))
        {
            bool isTemporary = name.StartsWith("sd", StringComparison.Ordinal) ? IsOnVmBus(machine, name) : name.StartsWith("nvme", StringComparison.Ordinal) && IsLocalNvme(machine, name);
            if (isTemporary && found.Count < Limit) found.Add(new TemporaryDisk(name, Parts(machine, name)));
        }
        found.Sort(Order);
        return found;
    }

    private static bool IsOnVmBus(MachineView machine, string name)
    {
        // …/f8b3781a-…/host0/target0:0:0/0:0:0:1/block/sdb
        string path = machine.Resolve($"{Block}/{name}");
        if (Text(machine, $"{Block}/{name}/device/vendor") is not "Msft" || Text(machine, $"{Block}/{name}/device/model") is not "Virtual Disk") return false;
        string above = Above(path);
        if (!above.EndsWith("/block", StringComparison.Ordinal)) return false;
        above = Above(above);
        string unit = above[(above.LastIndexOf(':') + 1)..];
        // The nearest attribute with this name belongs to the controller. VMBus itself has none.
        for (int i = 0; i < 32 && above.Length > 1; i++, above = Above(above))
        {
            if (Text(machine, $"{above}/device_id")?.Trim('{', '}') is not { Length: > 0 } id) continue;
            return id.StartsWith(SecondIdeChannel, StringComparison.OrdinalIgnoreCase) || (unit == "1" && string.Equals(id, FirstScsiController, StringComparison.OrdinalIgnoreCase));
        }
        return false;
    }

    // Remote disks on NVMe controllers have another model. Version 2 also reports its type, which must be local.
    private static bool IsLocalNvme(MachineView machine, string name) => Text(machine, $"{Block}/{name}/device/model") switch
    {
        LocalNvme => true,
        LocalNvme2 => machine.NamespaceOrigin($"/dev/{name}") is not { } origin || Array.IndexOf(origin.Split(','), "type=local") >= 0,
        _ => false,
    };

    private static List<string> Parts(MachineView machine, string name)
    {
        var parts = new List<string>();
        foreach (string entry in machine.List($"{Block}/{name}"))
            if (entry.StartsWith(name, StringComparison.Ordinal) && machine.Entry($"{Block}/{name}/{entry}/partition") is not null) parts.Add(entry);
        return parts;
    }

    // VMBus before NVMe; nvme2n1 before nvme10n1.
    private static int Order(TemporaryDisk one, TemporaryDisk other)
    {
        bool isNvme = one.Name[0] == 'n';
        if (isNvme != (other.Name[0] == 'n')) return isNvme ? 1 : -1;
        int byLength = one.Name.Length - other.Name.Length;
        return byLength != 0 ? byLength : string.CompareOrdinal(one.Name, other.Name);
    }

    private static string Above(string path) => path.LastIndexOf('/') is > 0 and var at ? path[..at] : "/";

    private static string? Text(MachineView machine, string path) => machine.Entry(path) is null ? null : machine.ReadText(path)?.Trim();
}
