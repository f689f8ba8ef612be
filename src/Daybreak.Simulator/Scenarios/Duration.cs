namespace Daybreak.Simulator.Scenarios;

/// <summary>Parses durations in scenarios: <c>500ms</c>, <c>2s</c>, <c>1m</c>.</summary>
internal static class Duration
{
    /// <summary>A description of valid durations for error messages.</summary>
    public const string Expected = "a time such as 500ms, 2s or 1m, up to an hour";

    private static readonly TimeSpan Maximum = TimeSpan.FromHours(1);

    /// <summary>The duration, or <see langword="null"/> if the text is invalid or more than an hour.</summary>
    public static TimeSpan? Parse(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 9) return null;
        var number = int.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        TimeSpan? time = text[digits..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            _ => null,
        };
        return time <= Maximum ? time : null;
    }
}
