using System.Globalization;

namespace Daybreak.Machine.Disks;

/// <summary>An array that the kernel's md driver has made, or has begun to make, of disks: as sysfs shows it (md(4), "SYSFS INTERFACE").</summary>
/// <param name="Name">Its name, such as md127.</param>
/// <param name="Members">The kernel's names of the disks that it has so far.</param>
/// <param name="IsActive">Whether it can be used; one that lacks a disk cannot.</param>
public sealed record MdArray(string Name, IReadOnlyList<string> Members, bool IsActive)
{
    // mdadm and udev number from 127 downwards where nobody has chosen.
    private const int FirstNumber = 100, LastNumber = 120;

    /// <summary>Its device.</summary>
    public string Device => $"/dev/{Name}";

    /// <summary>The array that a disk is a part of; null for none.</summary>
    public static MdArray? Of(string disk, MachineView machine)
    {
        foreach (string holder in machine.List($"/sys/block/{disk}/holders"))
        {
            string place = $"/sys/block/{holder}";
            if (machine.Entry($"{place}/md") is null) continue;
            string? state = machine.Entry($"{place}/md/array_state") is null ? null : machine.ReadText($"{place}/md/array_state")?.Trim();
            return new MdArray(holder, machine.List($"{place}/slaves"), state is not (null or "" or "clear" or "inactive"));
        }
        return null;
    }

    /// <summary>A device that no array has; null where there are very many.</summary>
    public static string? FreeDevice(MachineView machine)
    {
        for (int number = LastNumber; number >= FirstNumber; number--)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"md{number}");
            if (machine.Entry($"/sys/block/{name}") is null) return $"/dev/{name}";
        }
        return null;
    }
}
