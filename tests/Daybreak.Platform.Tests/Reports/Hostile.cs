using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Platform.Tests;

/// <summary>Texts that are difficult to escape, to cut or to encode.</summary>
internal static class Hostile
{
    private static readonly string[] Pieces =
    [
        "a", " ", "&", "<", ">", "'", "|", "\"", "\r", "\n", "\t", "\0", "\u001b", "\u007f", "\u0085", "\u2028", "ä", "語", "\ud83d\ude00", "\ud83d", "\ude00", "\ufffe", "\uffff", "]]>", "=", "%s", "&amp;",
    ];

    public static Arbitrary<string> Texts { get; } = (
        from length in Gen.Frequency((5, Gen.Choose(0, 40)), (2, Gen.Choose(0, 3000)))
        from pieces in Gen.Frequency((4, Gen.ArrayOf(Gen.Elements(Pieces), length)), (2, from piece in Gen.Elements(Pieces) select Enumerable.Repeat(piece, length).ToArray()))
        select string.Concat(pieces)).ToArbitrary();
}
