namespace Daybreak.Configuration;

/// <summary>
/// How long a run may take. The platform counts from the machine's start, so the deadline does too. A run that starts near the
/// deadline or after it, by hand or after a restart of the service, still gets enough time to do its work and report.
/// </summary>
public static class TimeBudget
{
    /// <summary>
    /// What each run gets at least, unless the configured deadline is shorter. A run that starts before the usual deadline of 18 minutes
    /// then still reports before the platform restarts the VM, after 20.
    /// </summary>
    public static readonly TimeSpan Minimum = TimeSpan.FromMinutes(2);

    /// <summary>The time of a run that starts now.</summary>
    /// <param name="settings">The configuration: the deadline counts from the machine's start.</param>
    /// <param name="uptime">How long the machine has been up; null when it is not known: the run gets all of the deadline.</param>
    public static TimeSpan For(Settings settings, TimeSpan? uptime)
    {
        var deadline = settings.Deadline;
        if (uptime is not { } up) return deadline;
        var left = deadline - up;
        var least = Least(settings);
        return left > least ? left : least;
    }

    /// <summary>The least time of a run with this configuration: the minimum, and a script's time where scripts run before the report.</summary>
    public static TimeSpan Least(Settings settings)
    {
        var deadline = settings.Deadline;
        var least = Minimum;
        if (settings.CustomData is { Policy: CustomDataPolicy.Execute, BeforeReady: true }) least += ScriptLimit(settings);
        return least < deadline ? least : deadline;
    }

    /// <summary>How long a script may run: one before the report must leave time for everything else, and for the report of its failure.</summary>
    public static TimeSpan ScriptLimit(Settings settings)
    {
        var limit = settings.CustomData.TimeLimit;
        return settings.CustomData.BeforeReady && limit > settings.Deadline / 2 ? settings.Deadline / 2 : limit;
    }
}
