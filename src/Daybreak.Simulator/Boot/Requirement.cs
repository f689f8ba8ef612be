using Daybreak.Simulator.Boot.Machines;
using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot;

/// <summary>What starting a machine needs of this one, and where Debian has it.</summary>
/// <param name="Program">A program, or a file by its absolute path.</param>
/// <param name="Package">The Debian package that brings it.</param>
public sealed record Requirement(string Program, string Package)
{
    private static readonly Requirement[] Common =
    [
        new("unshare", "util-linux"), new("nsenter", "util-linux"), new("mount", "mount"), new("ip", "iproute2"), new("dnsmasq", "dnsmasq-base"),
        new("ssh", "openssh-client"), new("ssh-keygen", "openssh-client"), new("sfdisk", "fdisk"),
    ];

    private static readonly Requirement[] Emulator = [new("qemu-system-x86_64", "qemu-system-x86"), new("qemu-img", "qemu-utils")];

    /// <summary>For a virtual machine.</summary>
    public static IReadOnlyList<Requirement> ForVirtualMachine(bool uefi) => [.. Common, .. Emulator, .. uefi ? (Requirement[])[new(Firmware.Code, "ovmf")] : []];

    /// <summary>For a container.</summary>
    public static IReadOnlyList<Requirement> ForContainer { get; } = [.. Common, new("systemd-nspawn", "systemd-container")];

    /// <summary>One sentence that says what is missing and how to get it; null when nothing is.</summary>
    public static string? Missing(IEnumerable<Requirement> requirements)
    {
        var missing = requirements.Where(requirement => !requirement.IsThere).ToList();
        if (missing.Count == 0) return null;
        var names = string.Join(", ", missing.Select(requirement => requirement.Program));
        return $"{names} {(missing.Count == 1 ? "is" : "are")} missing; on Debian: apt-get install --no-install-recommends {string.Join(' ', missing.Select(requirement => requirement.Package).Distinct())}";
    }

    /// <summary>One sentence where this process may not make the namespaces that a machine lives in; null where it may.</summary>
    public static async Task<string?> MissingRightsAsync()
    {
        var tried = await new Command("unshare", "--net", "--mount", "--pid", "--fork", "true").RunAsync().ConfigureAwait(false);
        return tried.ExitStatus == 0 ? null : $"a machine needs network, mount and process namespaces of its own, and these may not be made here: run it as root ({tried.Errors.Trim()})";
    }

    private bool IsThere => Program[0] == '/' ? File.Exists(Program) : Command.Find(Program) is not null;
}
