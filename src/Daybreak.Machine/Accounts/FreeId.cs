using System.Globalization;

namespace Daybreak.Machine.Accounts;

/// <summary>Which id a new user, group or range of subordinate ids gets: the same as shadow-utils would give.</summary>
public static class FreeId
{
    /// <summary>The id of the user or group "nobody", and of what overflows: nobody's account.</summary>
    public const uint Nobody = 65534;

    /// <summary>Reads an id as it stands in a field.</summary>
    public static uint? Parse(string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint id) && id != uint.MaxValue ? id : null;

    /// <summary>The id after the highest one used within the range; where that is the last, the lowest free one.</summary>
    /// <param name="file">passwd or group: the third field of each entry counts.</param>
    /// <param name="first">The range's first id.</param>
    /// <param name="last">The range's last id.</param>
    /// <param name="preferred">Taken when it is in the range and free: a user's own group has the user's id.</param>
    /// <returns>Null when every id is used.</returns>
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

    /// <summary>The first hole that is large enough for one more range.</summary>
    /// <param name="file">subuid or subgid.</param>
    /// <param name="range">Where holes are looked for, and how large.</param>
    /// <returns>Null when there is none, or when users get none.</returns>
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

    /// <summary>An id as it is written.</summary>
    public static string Text(uint id) => id.ToString(CultureInfo.InvariantCulture);
}
