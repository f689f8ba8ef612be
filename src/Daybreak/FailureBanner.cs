using Daybreak.Platform;

namespace Daybreak;

/// <summary>The last lines on the console after a failed provisioning, for readers who see only a screenshot.</summary>
internal static class FailureBanner
{
    private const int Width = 76;

    /// <summary>The lines: ASCII, 80 characters each.</summary>
    /// <param name="outcome">How the run ended.</param>
    /// <param name="vmId">The VM id; null if unknown.</param>
    public static string[] Lines(Outcome outcome, string? vmId)
    {
        string edge = $"+{new string('-', Width + 2)}+";
        return
        [
            edge,
            Line($"Daybreak/{ProductName.Version}: this VM is not provisioned (exit status {(int)outcome.Exit})"),
            Line(outcome.Sentence),
            Line(ToDo(outcome.Exit)),
            Line("More: journalctl -u azure-provisioning, daybreak status, daybreak explain"),
            Line($"VM id: {vmId ?? "unknown"}"),
            edge,
        ];
    }

    private static string ToDo(ExitStatus exit) => exit switch
    {
        ExitStatus.Unreachable => "To do: check the routes to 169.254.169.254 and 168.63.129.16, and reboot.",
        ExitStatus.CannotWrite => "To do: fix the problem above in the image or on its disk, and reboot.",
        ExitStatus.BadData => "To do: fix the problem above and deploy the VM again.",
        _ => "To do: fix the problem above and reboot.",
    };

    private static string Line(string text)
    {
        string line = ProgressLog.OneLine(text);
        if (line.Length > Width) line = line[..(Width - 3)] + "...";
        return $"| {line.PadRight(Width)} |";
    }
}
