using System.CommandLine;
using System.Globalization;
using System.Net;
using Daybreak.Simulator.Hosting;
using Daybreak.Simulator.Page;

namespace Daybreak.Simulator.Commands;

/// <summary>Whether there is a page to look at, and where.</summary>
/// <param name="Address">Where; <see langword="null"/> for none.</param>
/// <param name="Asked">Whether it was asked for: then it must be had.</param>
public sealed record PageChoice(IPEndPoint? Address, bool Asked)
{
    /// <summary>A free port, when there is one to be had.</summary>
    public static readonly PageChoice Standard = new(new IPEndPoint(IPAddress.Loopback, 0), false);

    /// <summary>The option that says it.</summary>
    public static Option<PageChoice?> Option() => new("--page")
    {
        HelpName = "PORT|ADDR:PORT|off",
        Description = "Where to serve the page to look at: on loopback alone. A free port unless given.",
        CustomParser = result =>
        {
            if (Parse(result.Tokens[0].Value) is { } choice) return choice;
            result.AddError($"--page takes a port, a loopback address with a port such as 127.0.0.1:8000, or off, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    /// <summary>Reads the option's value; <see langword="null"/> for one that makes no sense.</summary>
    public static PageChoice? Parse(string text)
    {
        if (text == "off") return new PageChoice(null, true);
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return new PageChoice(new IPEndPoint(IPAddress.Loopback, port), true);
        var address = text.StartsWith("http://", StringComparison.Ordinal) ? text["http://".Length..].TrimEnd('/') : text;
        return address.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(address, out var endPoint) && IPAddress.IsLoopback(endPoint.Address) && address.EndsWith($":{endPoint.Port}", StringComparison.Ordinal)
            ? new PageChoice(endPoint, true)
            : null;
    }

    /// <summary>Starts the page. One that nobody asked for may be missing: a network namespace need not have a loopback address.</summary>
    internal async Task<RunningPage> StartAsync(string scenarioName, PlatformOptions options, SimulatedPlatform platform)
    {
        if (Address is null) return new RunningPage(null);
        try
        {
            return new RunningPage(await PageServer.StartAsync(new PageOptions(Address, scenarioName, platform.Host, options.Log, platform.Faults, options.Time)).ConfigureAwait(false));
        }
        catch (CannotListenException) when (!Asked)
        {
            return new RunningPage(null);
        }
    }
}
