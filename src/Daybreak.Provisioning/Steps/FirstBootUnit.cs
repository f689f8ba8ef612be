namespace Daybreak.Provisioning.Steps;

/// <summary>
/// The first-boot unit's enablement: links below /etc/systemd/system, which are all that <c>systemctl enable</c> and
/// <c>systemctl disable</c> change. Working on the links needs no running systemd, so it works on an image too.
/// </summary>
/// <remarks>Where scripts start the machine, <see cref="FirstBootScript"/> is in its place.</remarks>
public static class FirstBootUnit
{
    /// <summary>The unit's name, the one in the platform's own guide.</summary>
    public const string UnitName = "azure-provisioning.service";

    /// <summary>The unit of the local phase; an image may do without it.</summary>
    public const string LocalUnitName = "azure-provisioning-local.service";

    private const string UnitDirectory = "/etc/systemd/system";
    private static readonly string[] VendorDirectories = ["/usr/lib/systemd/system", "/lib/systemd/system", "/usr/local/lib/systemd/system", UnitDirectory];

    /// <summary>Each unit, and the target that wants it.</summary>
    private static readonly (string Unit, string Target)[] Units = [(LocalUnitName, "sysinit.target"), (UnitName, "multi-user.target")];

    /// <summary>What is missing for the units to be disabled: they have done their work.</summary>
    public static IEnumerable<Change> Retire(MachineView machine)
    {
        foreach (var change in FirstBootScript.Retire(machine)) yield return change;
        foreach (string directory in machine.List(UnitDirectory))
        {
            if (!directory.EndsWith(".wants", StringComparison.Ordinal) && !directory.EndsWith(".requires", StringComparison.Ordinal)) continue;
            foreach (var (unit, _) in Units)
            {
                string link = $"{UnitDirectory}/{directory}/{unit}";
                if (machine.Entry(link) is not null) yield return new RemoveFile(link, $"{unit} disabled: {link} removed");
            }
        }
    }

    /// <summary>What is missing for the units to run again: enabled, and started as soon as their order allows.</summary>
    /// <returns>Nothing when the unit that reports is not installed.</returns>
    public static IEnumerable<Change> Rearm(MachineView machine)
    {
        foreach (var change in FirstBootScript.Rearm(machine)) yield return change;
        if (Installed(machine, UnitName) is null) yield break;
        var starting = new List<string>();
        foreach (var (unit, target) in Units)
        {
            if (Installed(machine, unit) is not { } file) continue;
            starting.Add(unit);
            string wants = $"{UnitDirectory}/{target}.wants";
            string link = $"{wants}/{unit}";
            if (machine.Entry(link) is not null) continue;
            foreach (var change in EnsureDirectory.Plan(machine, wants)) yield return change;
            yield return new MakeLink(link, file, $"{unit} enabled again");
        }
        if (machine.IsRunning && machine.Entry("/run/systemd/system") is not null && FindProgram.Named(machine, "systemctl") is { } systemctl)
            yield return new RunProgram([systemctl, "start", "--no-block", .. starting], TimeSpan.FromSeconds(30), $"{string.Join(" and ", starting)} started");
    }

    /// <summary>Whether the running init starts it in this boot without being told.</summary>
    public static bool IsAwaited(MachineView machine) => FirstBootScript.IsAwaited(machine);

    /// <summary>
    /// What has the service that reports do, in this boot and when the network is there, what is left of the custom data: systemd starts the unit, whether it is
    /// enabled or not; the script is enabled again, and disables itself when it has run.
    /// </summary>
    /// <returns>Null where the running init knows no such service.</returns>
    public static IReadOnlyList<Change>? DoWorkLeft(MachineView machine)
    {
        if (!machine.IsRunning) return null;
        if (machine.Entry("/run/systemd/system") is not null)
            return Installed(machine, UnitName) is not null && FindProgram.Named(machine, "systemctl") is { } systemctl
                ? [new RunProgram([systemctl, "start", "--no-block", UnitName], TimeSpan.FromSeconds(30), $"{UnitName} started, for what is left of the custom data")]
                : null;
        return FirstBootScript.DoWorkLeft(machine);
    }

    private static string? Installed(MachineView machine, string unit) =>
        VendorDirectories.Select(directory => $"{directory}/{unit}").FirstOrDefault(path => machine.Entry(path) is not null);
}
