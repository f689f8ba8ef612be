namespace Daybreak.Simulator.Boot.Machines;

/// <summary>The UEFI firmware that Debian's package ovmf brings.</summary>
public static class Firmware
{
    /// <summary>The code.</summary>
    public const string Code = "/usr/share/OVMF/OVMF_CODE_4M.fd";

    /// <summary>Both parts.</summary>
    public static UefiFirmware Ovmf { get; } = new(Code, "/usr/share/OVMF/OVMF_VARS_4M.fd");
}
