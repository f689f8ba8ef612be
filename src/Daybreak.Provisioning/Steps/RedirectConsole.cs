using System.Runtime.InteropServices;
using Daybreak.Machine.BootLoader;

namespace Daybreak.Provisioning.Steps;

/// <summary>Makes the kernel, the boot loader's menu and a login prompt use the serial port from the next boot on.</summary>
/// <param name="isEnabled">Whether to do so.</param>
public sealed class RedirectConsole(bool isEnabled) : IBootStep
{
    private const string RootDelay = "rootdelay=300";
    private const string Wants = "/etc/systemd/system/getty.target.wants";

    /// <inheritdoc/>
    public string Name => "console";

    /// <inheritdoc/>
    public bool NeedsLock => true;

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Changes(machine));

    private List<Change> Changes(MachineView machine)
    {
        if (!isEnabled) return [];
        bool isArm = IsArm(machine);
        string port = isArm ? "ttyAMA0" : "ttyS0";
        // The platform's arm64 VMs have a PL011 at a fixed address; earlyprintk= is for x86 only.
        string[] wanted = [$"console={port},115200n8", isArm ? "earlycon=pl011,0xeffec000" : "earlyprintk=ttyS0,115200"];
        var options = RamDiskSleeps(machine)
            ? new KernelOptions(wanted, ["quiet", "rhgb", RootDelay]) { Remark = $", without {RootDelay}, because the initial RAM disk of initramfs-tools would wait that long at each boot" }
            // For other RAM disks it is the maximum wait. The kernel (init/do_mounts.c) always waits that long.
            : new KernelOptions([.. wanted, RootDelay], ["quiet", "rhgb"]) { ForRamDisk = [RootDelay] };
        var changes = BootLoaders.AddOptions(machine, options, serialMenu: !isArm);
        AddLoginPrompt(machine, port, changes);
        return changes;
    }

    // On Debian and Ubuntu. With rootdelay=300, each boot of Debian 12 took five minutes longer.
    private static bool RamDiskSleeps(MachineView machine) =>
        machine.ReadText("/usr/share/initramfs-tools/init") is { } script && script.Contains("sleep \"$ROOTDELAY\"", StringComparison.Ordinal);

    private static void AddLoginPrompt(MachineView machine, string port, List<Change> changes)
    {
        foreach (string directory in (string[])["/usr/lib/systemd/system", "/lib/systemd/system"])
        {
            string template = directory + "/serial-getty@.service";
            if (machine.Entry(template) is null) continue;
            string link = $"{Wants}/serial-getty@{port}.service";
            if (machine.Entry(link) is not null) return;
            changes.AddRange(EnsureDirectory.Plan(machine, Wants));
            changes.Add(new MakeLink(link, template, "login prompt on " + port));
            return;
        }
        if (machine.Entry("/etc/inittab") is { Kind: FileKind.File } entry && machine.ReadText("/etc/inittab") is { } inittab && InitTab.WithPrompt(inittab, port) is var edited && edited != inittab)
            changes.Add(Change.Write("/etc/inittab", edited, entry.Mode, "login prompt on " + port));
    }

    // By the name of the dynamic loader, or by this process if there is none.
    private static bool IsArm(MachineView machine)
    {
        if (machine.Entry("/lib/ld-linux-aarch64.so.1") is not null || machine.Entry("/lib/ld-musl-aarch64.so.1") is not null) return true;
        if (machine.Entry("/lib64/ld-linux-x86-64.so.2") is not null || machine.Entry("/lib/ld-musl-x86_64.so.1") is not null) return false;
        return RuntimeInformation.ProcessArchitecture == Architecture.Arm64;
    }
}
