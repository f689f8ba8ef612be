namespace Daybreak.Simulator.Log;

/// <summary>Prepares text from clients for a terminal.</summary>
internal static class Printable
{
    /// <summary>The text on one line, with control characters replaced by spaces.</summary>
    public static string Of(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
