namespace Daybreak.Provisioning.Journaling;

/// <summary>Shortens a journal that is too long.</summary>
internal static class JournalExtract
{
    /// <summary>The lines that <see cref="JournalState"/> uses, and the newest of the others, in their order.</summary>
    /// <param name="records">All lines, oldest first.</param>
    /// <param name="room">The maximum size in bytes. The used lines are kept even if they have more.</param>
    public static byte[] Of(IReadOnlyList<JournalRecord> records, int room)
    {
        byte[]?[] lines = new byte[]?[records.Count];
        foreach (var record in Used(records))
        {
            for (int i = records.Count - 1; i >= 0; i--)
            {
                if (!ReferenceEquals(records[i], record)) continue;
                if (lines[i] is null) room -= (lines[i] = JournalLine.Write(record)).Length;
                break;
            }
        }
        for (int i = records.Count - 1; i >= 0; i--)
        {
            if (lines[i] is not null) continue;
            byte[] line = JournalLine.Write(records[i]);
            room -= line.Length;
            if (room < 0) break;
            lines[i] = line;
        }
        using var kept = new MemoryStream();
        foreach (byte[]? line in lines)
            if (line is not null) kept.Write(line);
        return kept.ToArray();
    }

    private static IEnumerable<JournalRecord> Used(IReadOnlyList<JournalRecord> records)
    {
        var state = new JournalState(records);
        var provisionings = records.OfType<Timed>().Where(times => times.Kind != RunKind.Boot);
        JournalRecord?[] used =
        [
            state.LastStart,
            state.AcceptedReady,
            records.OfType<Reported>().LastOrDefault(),
            state.LastMatch,
            state.LastFailure,
            // A local phase before the last run is part of its timeline.
            .. provisionings.TakeLast(2),
            state.LastBoot,
            records.Count > 0 ? records[^1] : null,
        ];
        return used.OfType<JournalRecord>();
    }
}
