using System.Globalization;

namespace Daybreak.Configuration;

/// <summary>The keys of <c>[Swap]</c>.</summary>
internal static class SwapSection
{
    // The kernel counts pages in 32 bits.
    private const long LargestUnits = 8192;

    public static Settings Set(Settings settings, string key, SettingValue value) => key switch
    {
        "Size" => Size(value) is { } size ? settings with { Swap = size } : settings,
        _ => value.Unknown(settings),
    };

    private static SwapSettings? Size(SettingValue value)
    {
        string text = value.Text;
        if (text == "0") return new SwapSettings();
        int shift = text.Length == 0 ? 0 : text[^1] switch { 'M' => 20, 'G' => 30, _ => 0 };
        bool isNumber = int.TryParse(text.AsSpan(0, Math.Max(text.Length - 1, 0)), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0;
        if (isNumber && text[^1] == '%' && number <= 1000) return new SwapSettings { Percent = number };
        if (isNumber && shift > 0 && (long)number << shift <= LargestUnits << 30) return new SwapSettings { Bytes = (long)number << shift };
        value.Refuse("is neither 0, nor a size such as 512M or 2G, nor a share of the memory such as 10%");
        return null;
    }
}
