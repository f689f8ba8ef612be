namespace Daybreak.Provisioning.Steps;

/// <summary>Enables and disables the first-boot units, with links in /etc/systemd/system like systemctl(1).</summary>
/// <remarks>For OpenRC and sysvinit: <see cref="FirstBootScript"/>.</remarks>
public static class FirstBootUnit
{
    /// <summary>The unit's name, as in the platform's guide.</summary>
    public const string UnitName = "azure-provisioning.service";

    /// <summary>The unit of the local phase, which is optional.</summary>
    public const string LocalUnitName = "azure-provisioning-local.service";

    private const string UnitDirectory = "/etc/systemd/system";
    private static readonly string[] VendorDirectories = ["/usr/lib/systemd/system", "/lib/systemd/system", "/usr/local/lib/systemd/system", UnitDirectory];

    /// <summary>Each unit, and the target that wants it.</summary>
    private static readonly (string Unit, string Target)[] Units = [(LocalUnitName, "sysinit.target"), (UnitName, "multi-user.target")];

    /// <summary>The changes that disable the units.</summary>
    public static IEnumerable<Change> Disable(MachineView machine)
    {
        foreach (var change in FirstBootScript.Disable(machine)) yield return change;
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

    /// <summary>The changes that enable and start the units; none if the unit that reports is not installed.</summary>
    public static IEnumerable<Change> Enable(MachineView machine)
    {
        foreach (var change in FirstBootScript.Enable(machine)) yield return change;
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

    /// <summary>Whether the init system will start it in this boot by itself.</summary>
    public static bool WillStart(MachineView machine) => FirstBootScript.WillStart(machine);

    /// <summary>The changes that make the service run pending custom data in this boot. A script is enabled and disables itself.</summary>
    /// <returns>Null if the init system has no such service.</returns>
    public static IReadOnlyList<Change>? StartForCustomData(MachineView machine)
    {
        if (!machine.IsRunning) return null;
        if (machine.Entry("/run/systemd/system") is not null)
            return Installed(machine, UnitName) is not null && FindProgram.Named(machine, "systemctl") is { } systemctl
                ? [new RunProgram([systemctl, "start", "--no-block", UnitName], TimeSpan.FromSeconds(30), $"{UnitName} started for custom data")]
                : null;
        return FirstBootScript.StartForCustomData(machine);
    }

    private static string? Installed(MachineView machine, string unit) =>
        VendorDirectories.Select(directory => $"{directory}/{unit}").FirstOrDefault(path => machine.Entry(path) is not null);
}
