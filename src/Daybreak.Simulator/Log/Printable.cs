namespace Daybreak.Simulator.Log;

/// <summary>Text for a terminal: what a client sends may have line breaks and worse in it.</summary>
internal static class Printable
{
    /// <summary>The text in one line, with a space for each control character.</summary>
    public static string Of(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
