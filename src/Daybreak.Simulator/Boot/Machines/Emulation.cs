namespace Daybreak.Simulator.Boot.Machines;

/// <summary>QEMU arguments that all emulated machines share.</summary>
public static class Emulation
{
    /// <summary>
    /// A Q35 machine by emulation alone, with nothing that was not asked for. Nehalem is x86-64-v2, the least that the agent's
    /// executable is compiled for: a newer processor would hide an instruction too many.
    /// </summary>
    public static IReadOnlyList<string> CommonArguments { get; } = Arguments(Accelerator.Emulation);

    /// <summary>
    /// For the kernel: the serial console; no mitigations, which are pure cost here; a panic ends the emulator; no check that the timer interrupts arrive,
    /// because an emulator on a busy host delivers them too late and the kernel then panics.
    /// </summary>
    public const string KernelArguments = "console=ttyS0,115200n8 mitigations=off panic=-1 no_timer_check";

    /// <summary>A Q35 machine with two processors and nothing that was not asked for.</summary>
    /// <remarks>
    /// The processor does not tell of a hypervisor: it would name QEMU or KVM, where an Azure VM sees Hyper-V. systemd-detect-virt(1) then
    /// goes by SMBIOS and finds "microsoft", which units are conditional on (WALinuxAgent's is, in Debian).
    /// </remarks>
    public static IReadOnlyList<string> Arguments(Accelerator accelerator) =>
    [
        "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-machine", "q35",
        .. accelerator == Accelerator.Kvm ? (string[])["-accel", "kvm", "-cpu", "host,-hypervisor"] : ["-accel", "tcg,thread=multi", "-cpu", "Nehalem,-hypervisor"],
        "-smp", "2", "-device", "virtio-rng-pci",
    ];

    /// <summary>The serial console, appended to a file.</summary>
    public static IReadOnlyList<string> ConsoleArguments(string file) =>
        ["-chardev", $"file,id=console,append=on,path={Escape(file)}", "-serial", "chardev:console"];

    /// <summary>A block device's description as the emulator and its monitor take it.</summary>
    /// <param name="node">The name that a drive refers to.</param>
    /// <param name="driver">The format.</param>
    /// <param name="file">The image.</param>
    /// <param name="readOnly">Whether it is never written to.</param>
    public static string Block(string node, string driver, string file, bool readOnly = false) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["node-name"] = node,
        ["driver"] = driver,
        ["read-only"] = readOnly,
        ["file"] = new Dictionary<string, object> { ["driver"] = "file", ["filename"] = file },
    });

    /// <summary>A value within an option that separates its values by commas.</summary>
    public static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);
}
