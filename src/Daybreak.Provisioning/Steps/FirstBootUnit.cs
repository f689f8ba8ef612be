using Daybreak.Machine;
using Daybreak.Machine.Changes;

namespace Daybreak.Provisioning.Steps;

/// <summary>
/// The first-boot unit's enablement: links below /etc/systemd/system, which are all that <c>systemctl enable</c> and
/// <c>systemctl disable</c> change. Working on the links needs no running systemd, so it works on an image too.
/// </summary>
public static class FirstBootUnit
{
    /// <summary>The unit's name, the one in the platform's own guide.</summary>
    public const string UnitName = "azure-provisioning.service";

    private const string UnitDirectory = "/etc/systemd/system";
    private const string WantsDirectory = UnitDirectory + "/multi-user.target.wants";
    private static readonly string[] VendorDirectories = ["/usr/lib/systemd/system", "/lib/systemd/system", "/usr/local/lib/systemd/system", UnitDirectory];

    /// <summary>What is missing for the unit to be disabled: it has done its work.</summary>
    public static IEnumerable<Change> Retire(MachineView machine)
    {
        foreach (string directory in machine.List(UnitDirectory))
        {
            if (!directory.EndsWith(".wants", StringComparison.Ordinal) && !directory.EndsWith(".requires", StringComparison.Ordinal)) continue;
            string link = $"{UnitDirectory}/{directory}/{UnitName}";
            if (machine.Entry(link) is not null) yield return new RemoveFile(link, $"{UnitName} disabled: {link} removed");
        }
    }

    /// <summary>What is missing for the unit to run again: enabled, and started as soon as its order allows.</summary>
    /// <returns>Nothing when the unit is not installed.</returns>
    public static IEnumerable<Change> Rearm(MachineView machine)
    {
        string? unit = VendorDirectories.Select(directory => $"{directory}/{UnitName}").FirstOrDefault(path => machine.Entry(path) is not null);
        if (unit is null) yield break;

        string link = $"{WantsDirectory}/{UnitName}";
        if (machine.Entry(link) is null)
        {
            if (machine.Entry(WantsDirectory) is null)
            {
                yield return new MakeDirectory(
                    WantsDirectory, Machine.Files.Permissions.PublicDirectory, Machine.Files.Owner.System, Machine.Files.LinkPolicy.SystemLinks, $"make {WantsDirectory}");
            }
            yield return new MakeLink(link, unit, $"{UnitName} enabled again");
        }
        if (machine.IsRunning && machine.Entry("/run/systemd/system") is not null && Systemctl(machine) is { } systemctl)
            yield return new RunProgram([systemctl, "start", "--no-block", UnitName], TimeSpan.FromSeconds(30), $"{UnitName} started");
    }

    private static string? Systemctl(MachineView machine) =>
        ((string[])["/usr/bin/systemctl", "/bin/systemctl", "/run/current-system/sw/bin/systemctl"]).FirstOrDefault(path => machine.Entry(path) is not null);
}
