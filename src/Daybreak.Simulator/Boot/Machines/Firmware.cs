namespace Daybreak.Simulator.Boot.Machines;

/// <summary>The UEFI firmware from Debian's package ovmf.</summary>
public static class Firmware
{
    /// <summary>The firmware's code.</summary>
    public const string Code = "/usr/share/OVMF/OVMF_CODE_4M.fd";

    /// <summary>The firmware's code and variables.</summary>
    public static UefiFirmware Ovmf { get; } = new(Code, "/usr/share/OVMF/OVMF_VARS_4M.fd");
}
