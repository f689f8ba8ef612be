using Daybreak.Simulator.Boot.Machines;
using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot;

/// <summary>A program or file that booting a machine requires, and the Debian package that provides it.</summary>
/// <param name="Program">The name of a program, or the absolute path of a file.</param>
/// <param name="Package">The Debian package.</param>
public sealed record Requirement(string Program, string Package)
{
    private static readonly Requirement[] Common =
    [
        new("unshare", "util-linux"), new("nsenter", "util-linux"), new("mount", "mount"), new("ip", "iproute2"), new("dnsmasq", "dnsmasq-base"),
        new("ssh", "openssh-client"), new("ssh-keygen", "openssh-client"), new("sfdisk", "fdisk"),
    ];

    private static readonly Requirement[] Emulator = [new("qemu-system-x86_64", "qemu-system-x86"), new("qemu-img", "qemu-utils")];

    /// <summary>The requirements of a virtual machine.</summary>
    public static IReadOnlyList<Requirement> ForVirtualMachine(bool uefi) => [.. Common, .. Emulator, .. uefi ? (Requirement[])[new(Firmware.Code, "ovmf")] : []];

    /// <summary>The requirements of a container.</summary>
    public static IReadOnlyList<Requirement> ForContainer { get; } = [.. Common, new("systemd-nspawn", "systemd-container")];

    /// <summary>A message that lists what is missing and how to install it; null if nothing is.</summary>
    public static string? Missing(IEnumerable<Requirement> requirements)
    {
        var missing = requirements.Where(requirement => !requirement.IsInstalled).ToList();
        if (missing.Count == 0) return null;
        var names = string.Join(", ", missing.Select(requirement => requirement.Program));
        return $"{names} {(missing.Count == 1 ? "is" : "are")} missing; on Debian: apt-get install --no-install-recommends {string.Join(' ', missing.Select(requirement => requirement.Package).Distinct())}";
    }

    /// <summary>An error message if this process may not create the required namespaces; otherwise null.</summary>
    public static async Task<string?> MissingRightsAsync()
    {
        var tried = await new Command("unshare", "--net", "--mount", "--pid", "--fork", "true").RunAsync().ConfigureAwait(false);
        return tried.ExitStatus == 0 ? null : $"cannot create network, mount and process namespaces; run as root ({tried.Errors.Trim()})";
    }

    private bool IsInstalled => Program[0] == '/' ? File.Exists(Program) : Command.Find(Program) is not null;
}
