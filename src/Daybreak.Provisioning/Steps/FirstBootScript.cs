namespace Daybreak.Provisioning.Steps;

/// <summary>
/// The first-boot service where scripts in /etc/init.d start the machine: its enablement is links, below /etc/runlevels for OpenRC
/// (rc-update(8)), in /etc/rcN.d for sysvinit, where a link that begins with K means "disabled" (update-rc.d(8)).
/// </summary>
/// <remarks>Under runit, s6 and busybox init nothing is disabled: there the service asks at every boot whether something is due.</remarks>
internal static class FirstBootScript
{
    /// <summary>The script's name, without that of its directory.</summary>
    public const string Name = "azure-provisioning";

    private const string Script = "/etc/init.d/" + Name;
    private const string Runlevels = "/etc/runlevels";
    private const string DefaultLink = Runlevels + "/default/" + Name;

    /// <summary>What is missing for it to be disabled.</summary>
    public static IEnumerable<Change> Retire(MachineView machine)
    {
        foreach (string runlevel in machine.List(Runlevels))
        {
            string link = $"{Runlevels}/{runlevel}/{Name}";
            if (machine.Entry(link) is not null) yield return new RemoveFile(link, $"{Name} disabled: {link} removed");
        }
        foreach (string link in Links('S', machine))
        {
            // First the one, then the other: no cut leaves a service that is neither enabled nor disabled.
            string disabled = Turned(link, 'K');
            yield return new MakeLink(disabled, machine.ReadLink(link)!, $"{Name} disabled: {disabled}");
            yield return new RemoveFile(link, $"{Name} disabled: {link} removed");
        }
    }

    /// <summary>What is missing for it to run again.</summary>
    /// <returns>Nothing when it is not installed, or not disabled.</returns>
    public static IEnumerable<Change> Rearm(MachineView machine)
    {
        if (machine.Entry(Script) is null) yield break;
        if (machine.Entry(Runlevels + "/default") is not null && machine.Entry(DefaultLink) is null)
            yield return new MakeLink(DefaultLink, Script, $"{Name} enabled again");
        foreach (string link in Links('K', machine))
        {
            string enabled = Turned(link, 'S');
            yield return new MakeLink(enabled, machine.ReadLink(link)!, $"{Name} enabled again: {enabled}");
            yield return new RemoveFile(link, $"{Name} enabled again: {link} removed");
        }
    }

    /// <summary>What has it run in this boot, enabled already or not; null where the running init would not start it.</summary>
    public static IReadOnlyList<Change>? DoWorkLeft(MachineView machine)
    {
        var changes = new List<Change>();
        foreach (var change in Rearm(machine))
        {
            changes.Add(change);
            machine.Foresee(change);
        }
        return IsAwaited(machine) ? changes : null;
    }

    /// <summary>Whether the running init will start it in this boot.</summary>
    public static bool IsAwaited(MachineView machine)
    {
        if (!machine.IsRunning || machine.Entry("/run/systemd/system") is not null || machine.Entry(Script) is null) return false;
        return machine.Entry("/run/openrc") is not null ? machine.Entry(DefaultLink) is not null : Links('S', machine).Count > 0;
    }

    // S05azure-provisioning in the directories of the levels 2 to 5.
    private static List<string> Links(char kind, MachineView machine)
    {
        var links = new List<string>();
        for (char level = '2'; level <= '5'; level++)
        {
            foreach (string directory in (string[])[$"/etc/rc{level}.d", $"/etc/rc.d/rc{level}.d"])
            {
                // /etc/rc2.d is a link to /etc/rc.d/rc2.d where both are there.
                if (machine.ReadLink(directory) is not null) continue;
                foreach (string name in machine.List(directory))
                {
                    bool isOurs = name.Length == Name.Length + 3 && name[0] == kind && char.IsAsciiDigit(name[1]) && char.IsAsciiDigit(name[2]) && name.EndsWith(Name, StringComparison.Ordinal);
                    if (isOurs && machine.ReadLink($"{directory}/{name}") is not null) links.Add($"{directory}/{name}");
                }
            }
        }
        return links;
    }

    private static string Turned(string link, char kind)
    {
        int name = link.LastIndexOf('/') + 1;
        return $"{link[..name]}{kind}{link[(name + 1)..]}";
    }
}
