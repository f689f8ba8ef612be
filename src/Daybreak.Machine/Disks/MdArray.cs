namespace Daybreak.Machine.Disks;

/// <summary>An md array that is active or being assembled, from sysfs (md(4), "SYSFS INTERFACE").</summary>
/// <param name="Name">The kernel's name, such as md127.</param>
/// <param name="Members">The kernel's names of its current members.</param>
/// <param name="IsActive">Whether it can be used. An array that lacks a member cannot.</param>
public sealed record MdArray(string Name, IReadOnlyList<string> Members, bool IsActive)
{
    // mdadm and udev assign numbers from 127 downwards.
    private const int FirstNumber = 100, LastNumber = 120;

    /// <summary>The path of the device.</summary>
    public string Device => $"/dev/{Name}";

    /// <summary>The array to which a disk belongs; null for none.</summary>
    public static MdArray? Of(string disk, MachineView machine)
    {
        foreach (string holder in machine.List($"/sys/block/{disk}/holders"))
        {
            string path = $"/sys/block/{holder}";
            if (machine.Entry($"{path}/md") is null) continue;
            string? state = machine.Entry($"{path}/md/array_state") is null ? null : machine.ReadText($"{path}/md/array_state")?.Trim();
            return new MdArray(holder, machine.List($"{path}/slaves"), state is not (null or "" or "clear" or "inactive"));
        }
        return null;
    }

    /// <summary>An unused device path; null if all are used.</summary>
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
