namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Enables and disables the first-boot service of OpenRC and sysvinit with links: in /etc/runlevels for OpenRC (rc-update(8)), in /etc/rcN.d
/// for sysvinit, where a link with the prefix K means "disabled" (update-rc.d(8)).
/// </summary>
/// <remarks>With runit, s6 and busybox init the service stays enabled and checks at every boot whether there is something to do.</remarks>
internal static class FirstBootScript
{
    /// <summary>The script's name without its directory.</summary>
    public const string Name = "azure-provisioning";

    private const string Script = "/etc/init.d/" + Name;
    private const string Runlevels = "/etc/runlevels";
    private const string DefaultLink = Runlevels + "/default/" + Name;

    /// <summary>The changes that disable it.</summary>
    public static IEnumerable<Change> Disable(MachineView machine)
    {
        foreach (string runlevel in machine.List(Runlevels))
        {
            string link = $"{Runlevels}/{runlevel}/{Name}";
            if (machine.Entry(link) is not null) yield return new RemoveFile(link, $"{Name} disabled: {link} removed");
        }
        foreach (string link in Links('S', machine))
        {
            // In this order, so that an interruption does not leave the service without a link.
            string disabled = WithPrefix(link, 'K');
            yield return new MakeLink(disabled, machine.ReadLink(link)!, $"{Name} disabled: {disabled}");
            yield return new RemoveFile(link, $"{Name} disabled: {link} removed");
        }
    }

    /// <summary>The changes that enable it; none if it is not installed, or is enabled.</summary>
    public static IEnumerable<Change> Enable(MachineView machine)
    {
        if (machine.Entry(Script) is null) yield break;
        if (machine.Entry(Runlevels + "/default") is not null && machine.Entry(DefaultLink) is null)
            yield return new MakeLink(DefaultLink, Script, $"{Name} enabled again");
        foreach (string link in Links('K', machine))
        {
            string enabled = WithPrefix(link, 'S');
            yield return new MakeLink(enabled, machine.ReadLink(link)!, $"{Name} enabled again: {enabled}");
            yield return new RemoveFile(link, $"{Name} enabled again: {link} removed");
        }
    }

    /// <summary>The changes that make it run in this boot; null if the init system will not start it.</summary>
    public static IReadOnlyList<Change>? StartForCustomData(MachineView machine)
    {
        var changes = new List<Change>();
        foreach (var change in Enable(machine))
        {
            changes.Add(change);
            machine.Foresee(change);
        }
        return WillStart(machine) ? changes : null;
    }

    /// <summary>Whether the init system will start it in this boot.</summary>
    public static bool WillStart(MachineView machine)
    {
        if (!machine.IsRunning || machine.Entry("/run/systemd/system") is not null || machine.Entry(Script) is null) return false;
        return machine.Entry("/run/openrc") is not null ? machine.Entry(DefaultLink) is not null : Links('S', machine).Count > 0;
    }

    // Such as S05azure-provisioning, in the directories of runlevels 2 to 5.
    private static List<string> Links(char prefix, MachineView machine)
    {
        var links = new List<string>();
        for (char level = '2'; level <= '5'; level++)
        {
            foreach (string directory in (string[])[$"/etc/rc{level}.d", $"/etc/rc.d/rc{level}.d"])
            {
                // If both exist, /etc/rc2.d is a link to /etc/rc.d/rc2.d.
                if (machine.ReadLink(directory) is not null) continue;
                foreach (string name in machine.List(directory))
                {
                    bool matches = name.Length == Name.Length + 3 && name[0] == prefix && char.IsAsciiDigit(name[1]) && char.IsAsciiDigit(name[2]) && name.EndsWith(Name, StringComparison.Ordinal);
                    if (matches && machine.ReadLink($"{directory}/{name}") is not null) links.Add($"{directory}/{name}");
                }
            }
        }
        return links;
    }

    private static string WithPrefix(string link, char prefix)
    {
        int name = link.LastIndexOf('/') + 1;
        return $"{link[..name]}{prefix}{link[(name + 1)..]}";
    }
}
