using Daybreak.Certificates.Cms;
using Daybreak.Certificates.GoalState;
using Daybreak.Certificates.Pfx;

namespace Daybreak.Certificates.Exchange;

/// <summary>The exchange with the agent: sends the transport certificate, then answers each line with one line until the input ends.</summary>
internal static class ExchangeLoop
{
    /// <summary>The exit status of the process, from sysexits.h.</summary>
    public static int Run(Stream input, Stream output, TransportKey key)
    {
        Answers.Greet(output, key);
        var lines = new LineReader(input);
        while (true)
        {
            switch (lines.Read(out var line))
            {
                case LineReader.Kind.Line:
                    Answer(output, line, key);
                    break;
                case LineReader.Kind.TooLong:
                    Answers.Refuse(output, new Failure(FailureReason.TooLarge, $"The line is longer than {Limits.LineBytes} bytes."));
                    break;
                case LineReader.Kind.End:
                    return ExitStatus.Ok;
                default:
                    return ExitStatus.DataError;
            }
        }
    }

    private static void Answer(Stream output, ReadOnlyMemory<byte> line, TransportKey key)
    {
        var outcome = Open(line, key);
        if (!outcome.Succeeded(out var certificates, out var failure))
        {
            Answers.Refuse(output, failure);
            return;
        }

        using (certificates) Answers.Deliver(output, certificates);
    }

    private static Outcome<GoalStateCertificates> Open(ReadOnlyMemory<byte> line, TransportKey key)
    {
        if (!Request.Parse(line).Succeeded(out var message, out var failure)) return failure;
        if (!Envelope.Open(message, key).Succeeded(out var pfx, out failure)) return failure;
        using (pfx)
        {
            if (!PfxReader.Read(pfx.Memory).Succeeded(out var contents, out failure)) return failure;
            using (contents) return GoalStateCertificates.From(contents);
        }
    }
}
