using Daybreak.Simulator.Boot.Networks;
using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Machines;

/// <summary>A QEMU machine that identifies itself as an Azure VM. Without KVM, an ssh login takes half a minute.</summary>
public sealed class VirtualMachine : Machine
{
    /// <summary>The SMBIOS chassis asset tag of every Azure VM: "MSFT AZURE VM" in decimal ASCII.</summary>
    public const string AzureAssetTag = "7783-7084-3265-9085-8269-3286-77";

    private const string Manufacturer = "Microsoft Corporation";
    private const string Product = "Virtual Machine";

    // The release of generation 2. Generation 1 reports 7.0, but is detected by its processor, which emulation cannot copy.
    private const string Release = "Hyper-V UEFI Release v4.1";

    private static readonly string[] UefiFailures = ["UEFI Interactive Shell", "No bootable option or device was found"];

    private static int machines;

    private readonly VirtualHardware hardware;
    private readonly string directory;
    private readonly string tap = string.Create(CultureInfo.InvariantCulture, $"tap{Interlocked.Increment(ref machines)}");
    private readonly long consoleStart;
    private BackgroundProcess? emulator;
    private int plugged;

    private VirtualMachine(Segment segment, DhcpServer dhcp, VirtualHardware hardware, SshLogin login, string directory, string? consoleFile)
        : base(segment, dhcp, login)
    {
        this.hardware = hardware;
        this.directory = directory;
        ConsoleFile = consoleFile ?? Path.Combine(directory, "console.log");
        consoleStart = Length(ConsoleFile);
    }

    /// <inheritdoc/>
    public override string Console => ConsoleFrom(consoleStart);

    /// <summary>The file with the serial console's output.</summary>
    public string ConsoleFile { get; }

    /// <summary>The image in the DVD drive from the next start on; null for no drive.</summary>
    public string? Disc { get; set; }

    /// <summary>When it was switched on, or restarted without KVM.</summary>
    public DateTimeOffset Started { get; private set; }

    /// <summary>The accelerator since then.</summary>
    public Accelerator Accelerator { get; private set; }

    /// <inheritdoc/>
    public override bool IsOn => emulator is { HasExited: false };

    private string DiskFile => Path.Combine(directory, "disk.qcow2");

    private string VariablesFile => Path.Combine(directory, "uefi-variables.fd");

    /// <summary>Creates one that is off.</summary>
    /// <param name="segment">Its network segment.</param>
    /// <param name="dhcp">The DHCP server, which knows its address.</param>
    /// <param name="hardware">Its hardware.</param>
    /// <param name="login">The account for commands.</param>
    /// <param name="directory">An empty directory for the files of this machine.</param>
    /// <param name="consoleFile">The file to append the serial console's output to; null for one in the directory.</param>
    public static async Task<VirtualMachine> CreateAsync(Segment segment, DhcpServer dhcp, VirtualHardware hardware, SshLogin login, string directory, string? consoleFile = null)
    {
        var machine = new VirtualMachine(segment, dhcp, hardware, login, directory, consoleFile);
        var image = hardware.Disk;
        (await new Command("qemu-img", "create", "-q", "-f", "qcow2", "-F", image.Driver, "-b", image.Reference, machine.DiskFile).RunAsync().ConfigureAwait(false)).Succeeded();
        if (hardware is { Kernel: null, Uefi: null } && !await machine.HasBootCodeAsync().ConfigureAwait(false))
            throw new InvalidOperationException("a disk without boot code cannot boot as generation 1; use generation 2 for an image that boots with UEFI");
        if (hardware.Uefi is { } uefi) File.Copy(uefi.Variables, machine.VariablesFile);
        for (var index = 0; index < hardware.Macs.Count; index++)
            (await segment.RunAsync(Command.Shell("""ip tuntap add "$1" mode tap; ip link set "$1" master "$2" up""", machine.Tap(index), Segment.Bridge)).ConfigureAwait(false)).Succeeded();
        return machine;
    }

    /// <inheritdoc/>
    protected override async Task StartAsync(string vmId, CancellationToken cancellation) =>
        Accelerator = await new WatchedStart(Acceleration.OfThisProcess, TimeProvider.System)
            .RunAsync(hardware.Accelerator, new Starting(this, vmId), hardware.Kernel is null ? WatchedStart.FirmwareLimit : WatchedStart.DirectKernelLimit, cancellation)
            .ConfigureAwait(false);

    private void StartEmulator(string vmId, Accelerator accelerator)
    {
        Started = TimeProvider.System.GetUtcNow();
        emulator = Segment.Start(new(
        [
            .. Emulation.Arguments(accelerator), "-m", hardware.MemoryMib.ToString(CultureInfo.InvariantCulture), "-no-reboot",
            .. VirtualMachineArguments.Start(hardware, VariablesFile),
            "-smbios", $"type=0,vendor={Manufacturer},version={Release}",
            "-uuid", vmId, "-smbios", $"type=1,manufacturer={Manufacturer},product={Product},version={Release},uuid={vmId}",
            "-smbios", $"type=2,manufacturer={Manufacturer},product={Product}", "-smbios", $"type=3,manufacturer={Manufacturer},asset={AzureAssetTag}",
            "-device", "virtio-scsi-pci,id=scsi",
            "-blockdev", Emulation.Block("os", "qcow2", DiskFile), "-device", "scsi-hd,bus=scsi.0,lun=0,drive=os,bootindex=1",
            .. VirtualMachineArguments.TemporaryDisk(hardware),
            .. DriveArguments(),
            .. VirtualMachineArguments.DataDisks(hardware),
            .. VirtualMachineArguments.NvmeDisks(hardware),
            .. hardware.Macs.SelectMany(NetworkArguments),
            .. Emulation.ConsoleArguments(ConsoleFile),
            "-qmp", "stdio",
        ]));
    }

    /// <inheritdoc/>
    public override Task CutPowerAsync() => emulator?.KillAsync() ?? Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task PowerOffAsync()
    {
        if (emulator is null) return;
        // As on the platform: the ACPI power button, which systemd-logind handles.
        await MonitorAsync("""{"execute": "system_powerdown"}""").ConfigureAwait(false);
        await emulator.WaitForExitAsync(ShutdownLimit).ConfigureAwait(false);
    }

    /// <summary>Adds a DVD drive with a disc while the machine runs.</summary>
    public async Task InsertDiscAsync(string image)
    {
        Disc = image;
        await MonitorAsync(
            $$"""{"execute": "blockdev-add", "arguments": {{Emulation.Block("disc", "raw", image, readOnly: true)}}}""",
            """{"execute": "device_add", "arguments": {"driver": "scsi-cd", "bus": "scsi.0", "lun": 2, "drive": "disc", "id": "dvd"}}""").ConfigureAwait(false);
    }

    /// <summary>Removes the temporary disk while the machine runs.</summary>
    public Task UnplugTemporaryDiskAsync() => MonitorAsync("""{"execute": "device_del", "arguments": {"id": "temporary-disk"}}""");

    /// <summary>Adds a temporary disk in the removed one's place while the machine runs.</summary>
    /// <param name="image">A raw image, which is written to.</param>
    public async Task PlugTemporaryDiskAsync(string image)
    {
        var node = string.Create(CultureInfo.InvariantCulture, $"temporary{++plugged}");
        await MonitorAsync(
            $$"""{"execute": "blockdev-add", "arguments": {{Emulation.Block(node, "raw", image)}}}""",
            $$$"""{"execute": "device_add", "arguments": {"driver": "scsi-hd", "bus": "scsi.0", "lun": 1, "drive": "{{{node}}}", "id": "temporary-disk"}}""").ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>A reset ends the emulator (-no-reboot), because the emulator would boot the kernel of its command line again.</remarks>
    public override async Task RebootAsync()
    {
        var vmId = await AskAsync("cat /sys/class/dmi/id/product_uuid").ConfigureAwait(false);
        await SshAsync("systemctl reboot").ConfigureAwait(false);
        await emulator!.WaitForExitAsync(ShutdownLimit).ConfigureAwait(false);
        await PowerOnAsync(vmId).ConfigureAwait(false);
        await WaitForSshAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<string?> ReadFileWhileOffAsync(string path)
    {
        if (IsOn) throw new InvalidOperationException("the machine is on");
        return await DiskInspection.ReadFileAsync(DiskFile, path, directory).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override string? FailureReason()
    {
        // Lines that are not JSON come from QEMU itself, not from its monitor.
        if (emulator is { ExitStatus: > 0 }) return $"QEMU exited: {string.Join(' ', emulator.Lines.Where(line => !line.Text.StartsWith('{')).Select(line => line.Text))}";
        var console = Console;
        if (hardware.Kernel is null && hardware.Uefi is null && !IsOn && Address is null && console.Length == 0) return "the BIOS found nothing to boot on the disk; use generation 2 for an image that boots with UEFI";
        if (hardware.Uefi is not null && UefiFailures.Any(words => console.Contains(words, StringComparison.Ordinal))) return "the UEFI firmware found nothing to boot on the disk; use generation 1 for an image that boots with BIOS";
        return base.FailureReason() ?? (console.Contains("Kernel panic", StringComparison.Ordinal) ? $"the kernel panicked:\n{Wait.Tail(console)}" : null);
    }

    /// <inheritdoc/>
    protected override bool IsMine(Lease lease) => lease.Mac == hardware.Macs[0];

    // A GUID partition table has a protective MBR with zeros as boot code, which a processor would execute endlessly.
    private async Task<bool> HasBootCodeAsync()
    {
        const int code = 440;
        var sector = Path.Combine(directory, "first-sector.raw");
        (await new Command("qemu-img", "dd", "-f", "qcow2", "-O", "raw", "bs=512", "count=1", $"if={DiskFile}", $"of={sector}").RunAsync().ConfigureAwait(false)).Succeeded();
        var bytes = await File.ReadAllBytesAsync(sector).ConfigureAwait(false);
        File.Delete(sector);
        return bytes.AsSpan(0, Math.Min(code, bytes.Length)).ContainsAnyExcept((byte)0);
    }

    private static long Length(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;

    // Skips the output of earlier machines or boots in the same file.
    private string ConsoleFrom(long start)
    {
        if (!File.Exists(ConsoleFile)) return "";
        using var file = new FileStream(ConsoleFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = Math.Min(start, file.Length);
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    private string Tap(int index) => string.Create(CultureInfo.InvariantCulture, $"{tap}n{index}");

    private string[] DriveArguments() => Disc is null
        ? []
        : ["-blockdev", Emulation.Block("disc", "raw", Disc, readOnly: true), "-device", "scsi-cd,bus=scsi.0,lun=2,drive=disc"];

    private string[] NetworkArguments(string mac, int index)
    {
        var net = string.Create(CultureInfo.InvariantCulture, $"net{index}");
        return ["-netdev", $"tap,id={net},ifname={Tap(index)},script=no,downscript=no", "-device", $"virtio-net-pci,netdev={net},mac={mac},romfile="];
    }

    private async Task MonitorAsync(params string[] commands)
    {
        // The monitor requires a capability negotiation before the first command. Repeating it only causes a reported error.
        foreach (var command in (string[])["""{"execute": "qmp_capabilities"}""", .. commands])
            await emulator!.Input.WriteLineAsync(command).ConfigureAwait(false);
        await emulator!.Input.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>One start of the machine, with what shows that its kernel runs.</summary>
    private sealed class Starting(VirtualMachine machine, string vmId) : IStart
    {
        private long consoleLength;
        private long diskLength;

        public bool CanStart => machine.FailureReason() is null;

        // A quiet kernel writes to its disk or gets an address. Firmware writes to the console only where it starts from a disk.
        public bool KernelRuns =>
            Length(machine.DiskFile) > diskLength || machine.Address is not null
            || (machine.hardware.Kernel is null ? KernelOutput.IsIn(machine.ConsoleFrom(consoleLength)) : Length(machine.ConsoleFile) > consoleLength);

        public void Start(Accelerator accelerator)
        {
            consoleLength = Length(machine.ConsoleFile);
            diskLength = Length(machine.DiskFile);
            machine.StartEmulator(vmId, accelerator);
        }

        public Task StopAsync() => machine.CutPowerAsync();
    }
}
