namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>The sysfs of an Azure VM below a throw-away root, with an image for each disk's device.</summary>
internal sealed class AzureDisks(ThrowAwayRoot root)
{
    public const string AssetTag = "7783-7084-3265-9085-8269-3286-77\n";
    private const string Bus = "/sys/devices/LNXSYSTM:00/LNXSYBUS:00/PNP0A03:00/device:07/VMBUS:01";
    private int minor;

    /// <summary>Generation 1: two IDE channels with a disk each, and an empty drive next to the second.</summary>
    public static AzureDisks Generation1(ThrowAwayRoot root) => new AzureDisks(root).Azure()
        .OnTheBus("sda", "00000000-0000-8899-0000-000000000000", "0:0:0:0")
        .OnTheBus("sdb", "00000000-0001-8899-0000-000000000000", "5:0:1:0");

    /// <summary>Generation 2: the system's disk and the temporary one on the first controller, a data disk with logical unit 1 on the second.</summary>
    public static AzureDisks Generation2(ThrowAwayRoot root) => new AzureDisks(root).Azure()
        .OnTheBus("sda", "f8b3781a-1e82-4818-a1c3-63d806ec15bb", "0:0:0:0")
        .OnTheBus("sdb", "f8b3781b-1e82-4818-a1c3-63d806ec15bb", "1:0:0:1")
        .OnTheBus("sdc", "f8b3781a-1e82-4818-a1c3-63d806ec15bb", "0:0:0:1");

    /// <summary>A VM size with NVMe only: the system's disk and a data disk on the remote controller, and temporary disks with a controller each.</summary>
    public static AzureDisks Nvme(ThrowAwayRoot root, int count, string model = "Microsoft NVMe Direct Disk v2")
    {
        var disks = new AzureDisks(root).Azure().OnNvme("nvme0n1", "MSFT NVMe Accelerator v1.0").OnNvme("nvme0n2", "MSFT NVMe Accelerator v1.0");
        for (int i = 1; i <= count; i++) disks.OnNvme($"nvme{i}n1", model);
        return disks;
    }

    public AzureDisks Azure(string tag = AssetTag)
    {
        root.Write("/sys/class/dmi/id/chassis_asset_tag", tag).MakeDirectory("/sys/block").MakeDirectory("/dev").MakeDirectory("/mnt").MakeDirectory("/run");
        root.Write("/proc/self/mountinfo", "21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n").Write("/proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
        root.Write("/proc/meminfo", "MemTotal:        4014212 kB\nMemFree:  1 kB\n");
        foreach (string kind in (string[])["ext4", "xfs", "btrfs"]) root.Write($"/usr/sbin/mkfs.{kind}", "");
        return this;
    }

    public AzureDisks OnTheBus(string name, string controller, string address, string vendor = "Msft    ", string model = "Virtual Disk    ")
    {
        int host = address[0] - '0';
        string device = $"{Bus}/{controller}/host{host}/target{address[..5]}/{address}";
        root.Write($"{Bus}/{controller}/device_id", $"{{{controller}}}\n").Write($"{device}/vendor", vendor + "\n").Write($"{device}/model", model + "\n");
        return Add(name, $"{device}/block/{name}", "../..").WithImage(name);
    }

    public AzureDisks OnNvme(string name, string model)
    {
        string controller = name[..name.IndexOf('n', 4)];
        string device = $"/sys/devices/pci{controller}/0000:00:00.0/nvme/{controller}";
        root.Write($"{device}/model", model.PadRight(40) + "\n");
        return Add(name, $"{device}/{name}", $"../../{controller}").WithImage(name);
    }

    public AzureDisks WithPart(string name, string part)
    {
        string place = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(root.Below($"/sys/block/{name}"))!, new FileInfo(root.Below($"/sys/block/{name}")).LinkTarget!);
        System.IO.Directory.CreateDirectory($"{place}/{part}");
        File.WriteAllText($"{place}/{part}/partition", "1\n");
        File.WriteAllText($"{place}/{part}/dev", $"8:{++minor + 100}\n");
        return this;
    }

    /// <summary>Replaces a disk with a blank one, as when the VM stops.</summary>
    public AzureDisks WithImage(string name, int mebibytes = 400)
    {
        using var image = File.Create(root.Below($"/dev/{name}"));
        image.SetLength(mebibytes * 1024L * 1024);
        File.WriteAllText(root.Below($"/sys/block/{name}/size"), $"{mebibytes * 2048L}\n");
        return this;
    }

    private AzureDisks Add(string name, string place, string device)
    {
        root.Write($"{place}/dev", $"8:{minor += 16}\n").MakeDirectory($"{place}/holders").Link($"{place}/device", device).Link($"/sys/block/{name}", $"..{place[4..]}");
        return this;
    }
}
