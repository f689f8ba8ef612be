using Daybreak.Platform;

namespace Daybreak;

/// <summary>The last thing on the console of a VM that did not come up: for somebody who sees a screen of it and nothing else.</summary>
internal static class FailureBanner
{
    private const int Width = 76;

    /// <summary>Its lines: ASCII, 80 characters each.</summary>
    /// <param name="outcome">How the run ended.</param>
    /// <param name="vmId">The VM; null when it is not known.</param>
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
        ExitStatus.Unreachable => "To do: see that 169.254.169.254 and 168.63.129.16 can be reached; restart.",
        ExitStatus.CannotWrite => "To do: put right what is named above in the image or on its disk; restart.",
        ExitStatus.BadData => "To do: deploy the VM anew with what is named above put right.",
        _ => "To do: put right what is named above; restart.",
    };

    private static string Line(string text)
    {
        string line = ProgressLog.OneLine(text);
        if (line.Length > Width) line = line[..(Width - 3)] + "...";
        return $"| {line.PadRight(Width)} |";
    }
}
