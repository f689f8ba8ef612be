using System.Globalization;

namespace Daybreak.Configuration.Types;

/// <summary>A time span as systemd.time(7) describes it, up to 366 days.</summary>
/// <param name="minimum">The shortest valid time, in whole seconds.</param>
internal sealed class TimeType(TimeSpan minimum) : SettingType<TimeSpan>
{
    /// <inheritdoc/>
    public override string Expected => minimum == TimeSpan.Zero ? "a time such as 18min" : $"a time of at least {minimum.TotalSeconds:0} s, such as 18min";

    /// <inheritdoc/>
    public override string Limits => $"{minimum.TotalSeconds:0} s to {SystemdTime.Maximum.TotalDays:0} days";

    /// <inheritdoc/>
    public override bool TryParse(string text, out TimeSpan value) => SystemdTime.TryParse(text, out value) && value >= minimum;
}

/// <summary>Time spans as systemd.time(7) writes them: "18min", "1h 30min", "90s", "500ms"; a bare number is seconds.</summary>
internal static class SystemdTime
{
    /// <summary>The longest time: longer ones are of no use, and the sum of many would overflow.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromDays(366);

    public static bool TryParse(string text, out TimeSpan time)
    {
        time = TimeSpan.Zero;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty) return false;
        while (!rest.IsEmpty)
        {
            int digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.')) digits++;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return false;
            rest = rest[digits..].TrimStart();

            int letters = 0;
            while (letters < rest.Length && char.IsAsciiLetter(rest[letters])) letters++;
            double? seconds = rest[..letters] switch
            {
                "" or "s" or "sec" or "second" or "seconds" => number,
                "ms" or "msec" => number / 1000,
                "m" or "min" or "minute" or "minutes" => number * 60,
                "h" or "hr" or "hour" or "hours" => number * 3600,
                _ => null,
            };
            if (seconds is null || seconds.Value > Maximum.TotalSeconds) return false;
            time += TimeSpan.FromSeconds(seconds.Value);
            if (time > Maximum) return false;
            rest = rest[letters..].TrimStart();
        }
        return true;
    }
}
