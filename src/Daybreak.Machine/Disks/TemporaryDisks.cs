namespace Daybreak.Machine.Disks;

/// <summary>A disk that is provably the platform's temporary one.</summary>
/// <param name="Name">The kernel's name, such as sdb or nvme1n1.</param>
/// <param name="Parts">The names of its partitions as the kernel knows them.</param>
public sealed record TemporaryDisk(string Name, IReadOnlyList<string> Parts)
{
    /// <summary>Its device, such as /dev/sdb.</summary>
    public string Device => $"/dev/{Name}";
}

/// <summary>Finds the temporary disks, by where they are plugged in and by what the platform's NVMe controllers call themselves; never by name or order.</summary>
/// <remarks>
/// The virtual machine bus names each controller by a GUID in an attribute of a directory above the disk in sysfs. Generation 1: the second
/// IDE channel; generation 2: the first SCSI controller, logical unit 1. Hyper-V outside of Azure gives every generation 1 VM the same IDE channels, and what is plugged in
/// there is anybody's: so the machine has to be Azure's, too, by its chassis' asset tag.
/// </remarks>
public static class TemporaryDisks
{
    private const string AssetTag = "7783-7084-3265-9085-8269-3286-77";
    private const string SecondIdeChannel = "00000000-0001-", FirstScsiController = "f8b3781a-1e82-4818-a1c3-63d806ec15bb";
    private const string LocalNvme = "Microsoft NVMe Direct Disk", LocalNvme2 = "Microsoft NVMe Direct Disk v2";
    private const string Block = "/sys/block";
    // Far more than any VM size has.
    private const int Limit = 64;

    /// <summary>Finds them: the one on the virtual machine bus first, then those on NVMe by number.</summary>
    public static IReadOnlyList<TemporaryDisk> Find(MachineView machine)
    {
        var found = new List<TemporaryDisk>();
        if (Text(machine, "/sys/class/dmi/id/chassis_asset_tag") != AssetTag) return found;
        foreach (string name in machine.List(Block))
        {
            bool isIt = name.StartsWith("sd", StringComparison.Ordinal) ? IsOnTheBus(machine, name) : name.StartsWith("nvme", StringComparison.Ordinal) && IsLocalNvme(machine, name);
            if (isIt && found.Count < Limit) found.Add(new TemporaryDisk(name, Parts(machine, name)));
        }
        found.Sort(Order);
        return found;
    }

    private static bool IsOnTheBus(MachineView machine, string name)
    {
        // …/f8b3781a-…/host0/target0:0:0/0:0:0:1/block/sdb
        string place = machine.Resolve($"{Block}/{name}");
        if (Text(machine, $"{Block}/{name}/device/vendor") is not "Msft" || Text(machine, $"{Block}/{name}/device/model") is not "Virtual Disk") return false;
        string above = Above(place);
        if (!above.EndsWith("/block", StringComparison.Ordinal)) return false;
        above = Above(above);
        string unit = above[(above.LastIndexOf(':') + 1)..];
        // The next attribute of the name is the controller's; the bus itself has none.
        for (int i = 0; i < 32 && above.Length > 1; i++, above = Above(above))
        {
            if (Text(machine, $"{above}/device_id")?.Trim('{', '}') is not { Length: > 0 } id) continue;
            return id.StartsWith(SecondIdeChannel, StringComparison.OrdinalIgnoreCase) || (unit == "1" && string.Equals(id, FirstScsiController, StringComparison.OrdinalIgnoreCase));
        }
        return false;
    }

    // A remote disk behind an NVMe controller calls itself otherwise. The second version says more of itself: where it contradicts, it is not a local one.
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

    // The bus before NVMe; nvme2n1 before nvme10n1.
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
