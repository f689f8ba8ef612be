using Daybreak.Certificates.CommandLine;
using Daybreak.Certificates.Exchange;
using Daybreak.Certificates.Hardening;

SelfProtection.Apply();
try
{
    switch (Command.Parse(args))
    {
        case Command.Help:
            Console.Out.Write(Texts.Help);
            return (int)ExitStatus.Done;
        case Command.Version:
            Console.Out.Write(Texts.Version());
            return (int)ExitStatus.Done;
        case Command.Exchange exchange:
            using (var key = TransportKey.Create(exchange.KeySize, TimeProvider.System))
            using (var input = Console.OpenStandardInput())
            using (var output = Console.OpenStandardOutput())
                return (int)ExchangeLoop.Run(input, output, key);
        case Command.Wrong wrong:
            Console.Error.WriteLine($"daybreak-certificates: {wrong.Sentence} Try --help.");
            return (int)ExitStatus.Usage;
        default:
            throw new InvalidOperationException("Unknown command.");
    }
}
catch (IOException)
{
    Console.Error.WriteLine("daybreak-certificates: I/O error on a standard stream");
    return (int)ExitStatus.InputOutput;
}
#pragma warning disable CA1031 // A stack trace or message could contain data of the exchange, so only the type of the exception is printed.
catch (Exception e)
#pragma warning restore CA1031
{
    Console.Error.WriteLine($"daybreak-certificates: internal error ({e.GetType().Name}); please report it");
    return (int)ExitStatus.Defect;
}
