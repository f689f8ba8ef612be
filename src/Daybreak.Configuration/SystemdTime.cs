using System.Globalization;

namespace Daybreak.Configuration;

/// <summary>Time spans as systemd.time(7) writes them: "18min", "1h 30min", "90s", "500ms"; a bare number is seconds.</summary>
internal static class SystemdTime
{
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
            if (seconds is null or > 366 * 86400d) return false;
            time += TimeSpan.FromSeconds(seconds.Value);
            rest = rest[letters..].TrimStart();
        }
        return true;
    }
}
