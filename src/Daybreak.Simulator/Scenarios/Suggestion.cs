namespace Daybreak.Simulator.Scenarios;

/// <summary>Suggests corrections of misspelled words.</summary>
internal static class Suggestion
{
    /// <summary>The known word closest to a wrong one, or <see langword="null"/> if more than a third of its letters differ.</summary>
    public static string? For(string wrong, IEnumerable<string> known)
    {
        string? best = null;
        var least = Math.Max(1, wrong.Length / 3) + 1;
        foreach (var word in known)
        {
            var distance = Distance(wrong.ToUpperInvariant(), word.ToUpperInvariant());
            if (distance >= least) continue;
            (best, least) = (word, distance);
        }
        return best;
    }

    // Insertions, deletions, replacements and swaps of adjacent letters each count as one.
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }
        return rows[a.Length, b.Length];
    }
}
