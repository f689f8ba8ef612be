namespace Daybreak.Provisioning.Journaling;

/// <summary>What is kept of a journal that has grown too long.</summary>
internal static class JournalExtract
{
    /// <summary>The lines that decide what the journal says, and of the others the newest, in their order.</summary>
    /// <param name="records">All lines, oldest first.</param>
    /// <param name="room">How many bytes all of them may have; the lines that decide are kept even where they have more.</param>
    public static byte[] Of(IReadOnlyList<JournalRecord> records, int room)
    {
        byte[]?[] lines = new byte[]?[records.Count];
        foreach (var record in Deciding(records))
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

    // What JournalState reads: the identity, the accepted reports, the end of the last run, and where its time and that of the last boot went.
    private static IEnumerable<JournalRecord> Deciding(IReadOnlyList<JournalRecord> records)
    {
        var state = new JournalState(records);
        var provisionings = records.OfType<Timed>().Where(times => times.Kind != RunKind.Boot);
        JournalRecord?[] deciding =
        [
            state.LastStart,
            state.AcceptedReady,
            records.OfType<Reported>().LastOrDefault(),
            state.LastMatch,
            state.LastFailure,
            // The local phase before the last provisioning is part of its timeline; another run there says that it had none.
            .. provisionings.TakeLast(2),
            state.LastBoot,
            records.Count > 0 ? records[^1] : null,
        ];
        return deciding.OfType<JournalRecord>();
    }
}
