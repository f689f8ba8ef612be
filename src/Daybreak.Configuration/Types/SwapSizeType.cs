using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Daybreak.Configuration.Types;

/// <summary>0, a size in MiB or GiB, or a share of the memory.</summary>
internal sealed class SwapSizeType : SettingType<SwapSettings>
{
    // The kernel counts pages in 32 bits.
    private const int MaximumGiB = 8192;
    private const int MaximumPercent = 1000;

    /// <inheritdoc/>
    public override string Expected => $"0, a size such as 512M or 2G (at most {MaximumGiB}G), or a share of the memory such as 10% (at most {MaximumPercent}%)";

    /// <inheritdoc/>
    public override string Limits => $"`0`, `1M` to `{MaximumGiB}G`, or `1%` to `{MaximumPercent}%`";

    /// <inheritdoc/>
    public override bool TryParse(string text, [MaybeNullWhen(false)] out SwapSettings value)
    {
        value = text == "0" ? new SwapSettings() : null;
        if (value is not null) return true;
        if (text.Length < 2 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number == 0) return false;
        value = text[^1] switch
        {
            '%' when number <= MaximumPercent => new SwapSettings { Percent = number },
            'G' when number <= MaximumGiB => new SwapSettings { Bytes = (long)number << 30 },
            'M' when number <= MaximumGiB * 1024 => new SwapSettings { Bytes = (long)number << 20 },
            _ => null,
        };
        return value is not null;
    }
}
