using Daybreak.Certificates.Cms;
using Daybreak.Certificates.GoalState;
using Daybreak.Certificates.Pfx;

namespace Daybreak.Certificates.Exchange;

/// <summary>The exchange with the agent: sends the transport certificate, then answers each line with one line until the input ends.</summary>
internal static class ExchangeLoop
{
    public static ExitStatus Run(Stream input, Stream output, TransportKey key)
    {
        Answers.Greet(output, key);
        var lines = new LineReader(input);
        while (true)
        {
            switch (lines.Read(out var line))
            {
                case LineReader.Kind.Line:
                    var (certificates, failure) = Open(line, key);
                    using (certificates)
                    {
                        if (certificates is null) Answers.Refuse(output, failure!);
                        else Answers.Deliver(output, certificates);
                    }

                    break;
                case LineReader.Kind.TooLong:
                    Answers.Refuse(output, Failure.BadData(FailureReason.TooLarge, $"The line is longer than {Limits.LineBytes} bytes."));
                    break;
                case LineReader.Kind.End:
                    return ExitStatus.Done;
                default:
                    return ExitStatus.BadData;
            }
        }
    }

    private static Result<GoalStateCertificates> Open(ReadOnlyMemory<byte> line, TransportKey key)
    {
        var (message, failure) = Request.Parse(line);
        if (message is null) return failure!;
        (var pfx, failure) = Envelope.Open(message, key);
        if (pfx is null) return failure!;
        using (pfx)
        {
            (var contents, failure) = PfxReader.Read(pfx.RevealMemory());
            if (contents is null) return failure!;
            using (contents) return GoalStateCertificates.From(contents);
        }
    }
}
