using System.Globalization;
using Daybreak.Simulator.Boot.Networks;
using Daybreak.Simulator.Boot.Processes;
using Daybreak.Simulator.Boot.Ssh;

namespace Daybreak.Simulator.Boot.Machines;

/// <summary>A machine run by QEMU that shows itself as one of Azure's. No KVM is needed; without it an ssh login takes half a minute.</summary>
public sealed class VirtualMachine : Machine
{
    /// <summary>The SMBIOS chassis asset tag of every Azure VM: "MSFT AZURE VM" in decimal ASCII.</summary>
    public const string AzureAssetTag = "7783-7084-3265-9085-8269-3286-77";

    private const string Manufacturer = "Microsoft Corporation";
    private const string Product = "Virtual Machine";

    // Generation 2's own; generation 1 says 7.0 and is known by its processor instead, which an emulated one cannot copy.
    private const string Release = "Hyper-V UEFI Release v4.1";

    private static readonly string[] UefiGivesUp = ["UEFI Interactive Shell", "No bootable option or device was found"];

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

    /// <summary>Where the serial console's output goes.</summary>
    public string ConsoleFile { get; }

    /// <summary>The image of the disc that is in its drive from the next start on; null for no drive at all.</summary>
    public string? Disc { get; set; }

    /// <summary>When it was switched on; the second time, if it had to start again without KVM.</summary>
    public DateTimeOffset Started { get; private set; }

    /// <summary>What executes it since then.</summary>
    public Accelerator Accelerator { get; private set; }

    /// <inheritdoc/>
    public override bool IsOn => emulator is { HasExited: false };

    private string DiskFile => Path.Combine(directory, "disk.qcow2");

    private string VariablesFile => Path.Combine(directory, "uefi-variables.fd");

    /// <summary>Makes one that is off.</summary>
    /// <param name="segment">Where it is plugged in.</param>
    /// <param name="dhcp">Who tells its address.</param>
    /// <param name="hardware">What it is made of.</param>
    /// <param name="login">Who looks at it.</param>
    /// <param name="directory">An empty directory of its own, for what its boots write.</param>
    /// <param name="consoleFile">Where the serial console's output is appended; null for a file in the directory.</param>
    public static async Task<VirtualMachine> CreateAsync(Segment segment, DhcpServer dhcp, VirtualHardware hardware, SshLogin login, string directory, string? consoleFile = null)
    {
        var machine = new VirtualMachine(segment, dhcp, hardware, login, directory, consoleFile);
        var image = hardware.Disk;
        (await new Command("qemu-img", "create", "-q", "-f", "qcow2", "-F", image.Driver, "-b", image.Reference, machine.DiskFile).RunAsync().ConfigureAwait(false)).Succeeded();
        if (hardware is { Kernel: null, Uefi: null } && !await machine.HasBootCodeAsync().ConfigureAwait(false))
            throw new InvalidOperationException("the disk's first sector has no code in it, so a BIOS finds nothing to start there; an image that starts by UEFI is of generation 2");
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
        // As the platform does it: the ACPI power button, which systemd-logind obeys.
        await MonitorAsync("""{"execute": "system_powerdown"}""").ConfigureAwait(false);
        await emulator.WaitForExitAsync(ShutdownLimit).ConfigureAwait(false);
    }

    /// <summary>Puts a disc into a drive that appears while the machine runs.</summary>
    public async Task InsertDiscAsync(string image)
    {
        Disc = image;
        await MonitorAsync(
            $$"""{"execute": "blockdev-add", "arguments": {{Emulation.Block("disc", "raw", image, readOnly: true)}}}""",
            """{"execute": "device_add", "arguments": {"driver": "scsi-cd", "bus": "scsi.0", "lun": 2, "drive": "disc", "id": "dvd"}}""").ConfigureAwait(false);
    }

    /// <summary>Takes the temporary disk away while the machine runs.</summary>
    public Task UnplugTemporaryDiskAsync() => MonitorAsync("""{"execute": "device_del", "arguments": {"id": "temporary-disk"}}""");

    /// <summary>Puts a temporary disk in while the machine runs, in the place of one that was taken away.</summary>
    /// <param name="image">Raw; it is written to.</param>
    public async Task PlugTemporaryDiskAsync(string image)
    {
        var node = string.Create(CultureInfo.InvariantCulture, $"temporary{++plugged}");
        await MonitorAsync(
            $$"""{"execute": "blockdev-add", "arguments": {{Emulation.Block(node, "raw", image)}}}""",
            $$$"""{"execute": "device_add", "arguments": {"driver": "scsi-hd", "bus": "scsi.0", "lun": 1, "drive": "{{{node}}}", "id": "temporary-disk"}}""").ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>A reset is the emulator's end here (-no-reboot), since it would boot the kernel of its command line again anyway.</remarks>
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
    public override string? Hopeless()
    {
        // What is no answer of the monitor's is QEMU's own complaint.
        if (emulator is { ExitStatus: > 0 }) return $"QEMU has ended: {string.Join(' ', emulator.Lines.Where(line => !line.Text.StartsWith('{')).Select(line => line.Text))}";
        var console = Console;
        if (hardware.Kernel is null && hardware.Uefi is null && !IsOn && Address is null && console.Length == 0) return "the BIOS found nothing to start on the disk; an image that starts by UEFI is of generation 2";
        if (hardware.Uefi is not null && UefiGivesUp.Any(words => console.Contains(words, StringComparison.Ordinal))) return "the UEFI firmware found nothing to start on the disk; an image that starts by BIOS is of generation 1";
        return base.Hopeless() ?? (console.Contains("Kernel panic", StringComparison.Ordinal) ? $"its kernel has panicked:\n{Wait.Tail(console)}" : null);
    }

    /// <inheritdoc/>
    protected override bool IsMine(Lease lease) => lease.Mac == hardware.Macs[0];

    // A GUID partition table begins as a disk of a BIOS does, and its code is zeros, which a processor executes for ever.
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

    // What an earlier machine or boot has left there is not wanted.
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
        // The monitor takes commands once its capabilities were negotiated; to do that again is an error that it reports and survives.
        foreach (var command in (string[])["""{"execute": "qmp_capabilities"}""", .. commands])
            await emulator!.Input.WriteLineAsync(command).ConfigureAwait(false);
        await emulator!.Input.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>One start of the machine, with what shows that its kernel runs.</summary>
    private sealed class Starting(VirtualMachine machine, string vmId) : IStart
    {
        private long consoleLength;
        private long diskLength;

        public bool CanStart => machine.Hopeless() is null;

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
