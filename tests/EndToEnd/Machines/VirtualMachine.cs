using System.Globalization;
using System.Text.Json;
using EndToEnd.Images;
using EndToEnd.Networks;
using EndToEnd.Processes;

namespace EndToEnd.Machines;

/// <summary>A machine emulated by QEMU, with Azure's chassis asset tag. No KVM is needed; an ssh login takes half a minute.</summary>
public sealed class VirtualMachine : Machine
{
    /// <summary>The SMBIOS chassis asset tag of every Azure VM: "MSFT AZURE VM" in decimal ASCII.</summary>
    public const string AzureAssetTag = "7783-7084-3265-9085-8269-3286-77";

    // 00:0d:3a is Azure's own range.
    private const string Mac = "00:0d:3a:00:00:01";

    private static int machines;

    private readonly LayeredImage image;
    private readonly string directory;
    private readonly string name = string.Create(CultureInfo.InvariantCulture, $"tap{Interlocked.Increment(ref machines)}");
    private BackgroundProcess? emulator;

    private VirtualMachine(Segment segment, DhcpServer dhcp, LayeredImage image, string directory)
        : base(segment, dhcp, image.Machine.SshKey)
    {
        this.image = image;
        this.directory = directory;
    }

    /// <inheritdoc/>
    public override string Console => File.Exists(ConsoleFile) ? File.ReadAllText(ConsoleFile) : "";

    /// <summary>The image of the disc that is in its drive from the next start on; null for no drive at all.</summary>
    public string? Disc { get; set; }

    /// <inheritdoc/>
    public override bool IsOn => emulator is { HasExited: false };

    private string ConsoleFile => Path.Combine(directory, "console.log");

    private string DiskFile => Path.Combine(directory, "disk.qcow2");

    /// <summary>Makes one that is off, its disk holding the image.</summary>
    public static async Task<VirtualMachine> CreateAsync(Segment segment, DhcpServer dhcp, LayeredImage image)
    {
        var machine = new VirtualMachine(segment, dhcp, image, RunDirectory.New("vm"));
        (await new Command("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", await image.Disk, machine.DiskFile).RunAsync()).Succeeded();
        (await segment.RunAsync(Command.Shell("""ip tuntap add "$1" mode tap; ip link set "$1" master "$2" up""", machine.name, Segment.Bridge))).Succeeded();
        return machine;
    }

    protected override Task StartAsync(string vmId)
    {
        emulator = Segment.Start(new(
        [
            .. Emulation.CommonArguments, "-m", "1024", "-no-reboot",
            "-kernel", image.Machine.Kernel, "-initrd", image.Machine.InitialRamDisk,
            "-append", $"root=LABEL=root rw net.ifnames=0 {Emulation.KernelArguments}",
            "-uuid", vmId, "-smbios", $"type=3,asset={AzureAssetTag}",
            "-blockdev", JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["node-name"] = "os",
                ["driver"] = "qcow2",
                ["file"] = new Dictionary<string, string> { ["driver"] = "file", ["filename"] = DiskFile },
            }),
            "-device", "virtio-scsi-pci,id=scsi", "-device", "scsi-hd,bus=scsi.0,lun=0,drive=os",
            .. DriveArguments(),
            "-netdev", $"tap,id=net,ifname={name},script=no,downscript=no", "-device", $"virtio-net-pci,netdev=net,mac={Mac},romfile=",
            .. Emulation.ConsoleArguments(ConsoleFile),
            "-qmp", "stdio",
        ]));
        return Task.CompletedTask;
    }

    private string[] DriveArguments() => Disc is null
        ? []
        :
        [
            "-blockdev", JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["node-name"] = "disc",
                ["driver"] = "raw",
                ["read-only"] = true,
                ["file"] = new Dictionary<string, string> { ["driver"] = "file", ["filename"] = Disc },
            }),
            "-device", "scsi-cd,bus=scsi.0,lun=2,drive=disc",
        ];

    /// <inheritdoc/>
    public override Task CutPowerAsync() => emulator?.KillAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task PowerOffAsync()
    {
        if (emulator is null) return;
        // As the platform does it: the ACPI power button, which systemd-logind obeys.
        await emulator.Input.WriteLineAsync("""{"execute": "qmp_capabilities"}""");
        await emulator.Input.WriteLineAsync("""{"execute": "system_powerdown"}""");
        await emulator.Input.FlushAsync();
        await emulator.WaitForExitAsync(ShutdownLimit);
    }

    /// <inheritdoc/>
    /// <remarks>A reset is the emulator's end here (-no-reboot), since it would boot the kernel of its command line again anyway.</remarks>
    public override async Task RebootAsync()
    {
        var vmId = await AskAsync("cat /sys/class/dmi/id/product_uuid");
        await SshAsync("systemctl reboot");
        await emulator!.WaitForExitAsync(ShutdownLimit);
        await PowerOnAsync(vmId);
        await WaitForSshAsync();
    }

    /// <inheritdoc/>
    public override async Task<string?> ReadFileWhileOffAsync(string path)
    {
        if (IsOn) throw new InvalidOperationException("the machine is on");
        return await DiskInspection.ReadFileAsync(DiskFile, path, directory);
    }

    protected override bool IsMine(Lease lease) => lease.Mac == Mac;

    /// <inheritdoc/>
    public override string? Hopeless() =>
        base.Hopeless() ?? (Console.Contains("Kernel panic", StringComparison.Ordinal) ? $"its kernel has panicked:\n{Wait.Tail(Console)}" : null);
}
