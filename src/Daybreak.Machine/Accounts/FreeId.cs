namespace Daybreak.Machine.Accounts;

/// <summary>Selects the id of a new user, group or range of subordinate ids, as shadow-utils does.</summary>
public static class FreeId
{
    /// <summary>The user and group id that the kernel uses for ids that it cannot map. Never assigned.</summary>
    public const uint Overflow = 65534;

    /// <summary>Parses an id field.</summary>
    public static uint? Parse(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id != uint.MaxValue ? id : null;

    /// <summary>
    /// The preferred id if it is free, otherwise the highest used id in the range plus one; if the range ends there, the lowest free id.
    /// </summary>
    /// <returns>Null if all ids are used.</returns>
    public static uint? Next(AccountFile file, uint first, uint last, uint? preferred = null)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        uint next = first;
        foreach (string[] entry in file.Entries)
        {
            if (Parse(entry[2]) is not { } id) continue;
            used.Add(Text(id));
            if (id >= next && id <= last) next = id + 1;
        }
        if (preferred is { } wanted && wanted >= first && wanted <= last && !used.Contains(Text(wanted))) return wanted;
        if (next <= last) return next;
        for (uint id = first; id <= last && id != uint.MaxValue; id++)
            if (!used.Contains(Text(id))) return id;
        return null;
    }

    /// <summary>The first gap in subuid or subgid that is large enough for another range.</summary>
    /// <returns>Null if there is no gap, or if users get no subordinate ids.</returns>
    public static uint? NextRange(AccountFile file, SubordinateRange range)
    {
        if (range.Count == 0) return null;
        string[][] taken = [.. file.Entries.Where(entry => Parse(entry[1]) is not null && Parse(entry[2]) is not null)];
        Array.Sort(taken, (one, other) => Parse(one[1])!.Value.CompareTo(Parse(other[1])!.Value));
        ulong low = range.First;
        foreach (string[] entry in taken)
        {
            ulong start = Parse(entry[1])!.Value, end = start + Parse(entry[2])!.Value;
            if (Math.Min(start, range.Last + 1UL) >= low + range.Count) return (uint)low;
            low = Math.Max(low, end);
        }
        return low + range.Count <= range.Last + 1UL ? (uint)low : null;
    }

    /// <summary>The id as text.</summary>
    public static string Text(uint id) => id.ToString(CultureInfo.InvariantCulture);
}
