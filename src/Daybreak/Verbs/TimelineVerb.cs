using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Verbs;

/// <summary><c>daybreak timeline</c></summary>
internal static class TimelineVerb
{
    private const string Svg = "--svg";

    public static Verb Verb { get; } = new(
        "timeline",
        "",
        "say where the last run's time went, step by step",
        "Draws each part of the last run as a bar: in the terminal, as JSON, or as an SVG picture.",
        [new Option(Svg, "FILE", "write an SVG picture")],
        0,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultAlone = true;
        var journal = new Journal(session.Root).Read();
        if (journal.LastTimes is not { } times)
        {
            session.Output.Complain("there is no timeline yet: no run has ended on this machine; run daybreak provision");
            return ExitStatus.TryAgain;
        }
        if (session.Arguments.Value(Svg) is { } path)
        {
            try
            {
                File.WriteAllText(path, TimelineText.Svg(times));
                return ExitStatus.Done;
            }
            catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
            {
                session.Output.Complain($"--svg {path}: {unwritten.Message}");
                return ExitStatus.CannotWrite;
            }
        }
        string boot = journal.LastBoot is { } later ? $"\nthe last boot that had something to do, {later.Time:yyyy-MM-dd HH:mm:ss} UTC:\n{TimelineText.Lines(later)}" : "";
        session.Output.Print(session.Json ? TimelineText.Json(times, new RunSequence(session.Settings).PhasesOf(times.Spans)) : Encoding.UTF8.GetBytes(TimelineText.Lines(times) + boot));
        return ExitStatus.Done;
    }
}
