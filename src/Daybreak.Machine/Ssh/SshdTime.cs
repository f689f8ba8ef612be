namespace Daybreak.Machine.Ssh;

/// <summary>Times in the format of sshd_config(5): "180", "3m", "1h30m".</summary>
internal static class SshdTime
{
    /// <summary>The time in seconds; null if the text is invalid.</summary>
    public static long? Seconds(string text)
    {
        long whole = 0, number = -1;
        foreach (char character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                number = (Math.Max(number, 0) * 10) + (character - '0');
                if (number > int.MaxValue) return null;
                continue;
            }
            long unit = char.ToLowerInvariant(character) switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, 'w' => 604800, _ => 0 };
            if (unit == 0 || number < 0) return null;
            whole += number * unit;
            number = -1;
        }
        if (number >= 0) whole += number;
        return text.Length == 0 || whole > int.MaxValue ? null : whole;
    }
}
