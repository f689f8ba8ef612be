using Daybreak.Certificates;
using Daybreak.Certificates.CommandLine;
using Daybreak.Certificates.Exchange;
using Daybreak.Certificates.Hardening;
using Daybreak.Certificates.Transport;

SelfProtection.Apply();
try
{
    switch (Command.Parse(args))
    {
        case Command.Help:
            Console.Out.Write(Texts.Help);
            return ExitStatus.Ok;
        case Command.Version:
            Console.Out.Write(Texts.Version());
            return ExitStatus.Ok;
        case Command.Exchange exchange:
            using (var key = TransportKey.Create(exchange.KeySize, TimeProvider.System))
            using (var input = Console.OpenStandardInput())
            using (var output = Console.OpenStandardOutput())
                return ExchangeLoop.Run(input, output, key);
        case Command.Wrong wrong:
            Console.Error.WriteLine($"daybreak-certificates: {wrong.Sentence} Try --help.");
            return ExitStatus.Usage;
        default:
            throw new InvalidOperationException("The command has no answer.");
    }
}
catch (IOException)
{
    Console.Error.WriteLine("daybreak-certificates: a standard stream failed.");
    return ExitStatus.InputOutput;
}
#pragma warning disable CA1031 // The last line of defence: a stack trace could carry what the message held, so only the kind of mistake is told.
catch (Exception e)
#pragma warning restore CA1031
{
    Console.Error.WriteLine($"daybreak-certificates: internal error ({e.GetType().Name}).");
    return ExitStatus.Software;
}
