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
        "show where the time of the last run went",
        "Prints the start and the length of each part of the last run, with a bar. With --svg, writes an SVG image instead.",
        [new Option(Svg, "FILE", "write an SVG image")],
        0,
        Run);

    private static ExitStatus Run(Session session)
    {
        session.Output.ResultOnly = true;
        var journal = new Journal(session.Root).Read();
        if (journal.LastTimes is not { } times)
            return session.Fail(new Failure(ExitStatus.TryAgain, "no timeline", "no timeline: no run has ended on this machine yet; run daybreak provision"));
        if (session.Arguments.Value(Svg) is { } path)
        {
            try
            {
                File.WriteAllText(path, TimelineText.Svg(times));
                return ExitStatus.Done;
            }
            catch (Exception unwritten) when (unwritten is IOException or UnauthorizedAccessException)
            {
                return session.Fail(new Failure(ExitStatus.CannotWrite, "cannot write the image", $"--svg {path}: {unwritten.Message}"));
            }
        }
        if (session.Json)
        {
            session.Output.Print(TimelineText.Json(times, new RunSequence(session.Settings).PhasesOf(times.Spans)));
            return ExitStatus.Done;
        }
        session.Output.Print(TimelineText.Lines(times));
        if (journal.LastBoot is { } boot) session.Output.Print($"\nthe last boot with changes, {boot.Time:yyyy-MM-dd HH:mm:ss} UTC:\n{TimelineText.Lines(boot)}");
        return ExitStatus.Done;
    }
}
