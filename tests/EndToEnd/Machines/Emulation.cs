namespace EndToEnd.Machines;

/// <summary>What all emulated machines have in common.</summary>
public static class Emulation
{
    /// <summary>
    /// A Q35 machine by emulation alone, with nothing that was not asked for. Nehalem is x86-64-v2, the least that the agent's
    /// executable is compiled for: a newer processor would hide an instruction too many.
    /// </summary>
    public static IReadOnlyList<string> CommonArguments { get; } =
    [
        "qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-machine", "q35", "-accel", "tcg,thread=multi", "-cpu", "Nehalem", "-smp", "2",
        "-device", "virtio-rng-pci",
    ];

    /// <summary>For the kernel: the serial console; no mitigations, which are pure cost here; a panic ends the emulator.</summary>
    public const string KernelArguments = "console=ttyS0,115200n8 mitigations=off panic=-1";

    /// <summary>The serial console, appended to a file.</summary>
    public static IReadOnlyList<string> ConsoleArguments(string file) =>
        ["-chardev", $"file,id=console,append=on,path={file.Replace(",", ",,", StringComparison.Ordinal)}", "-serial", "chardev:console"];
}
