using System.CommandLine;
using Daybreak.Simulator.Page;

namespace Daybreak.Simulator.Commands;

/// <summary>The value of <c>--page</c>.</summary>
/// <param name="Address">The page's address; <see langword="null"/> for no page.</param>
/// <param name="Required">Whether failing to serve the page is an error.</param>
public sealed record PageAddressOption(IPEndPoint? Address, bool Required)
{
    /// <summary>The default: a free port on loopback if one is available.</summary>
    public static readonly PageAddressOption Standard = new(new IPEndPoint(IPAddress.Loopback, 0), false);

    /// <summary>The command-line option.</summary>
    public static Option<PageAddressOption?> Option() => new("--page")
    {
        HelpName = "PORT|ADDR:PORT|off",
        Description = "The loopback address of the web page. Default: a free port.",
        CustomParser = result =>
        {
            if (Parse(result.Tokens[0].Value) is { } choice) return choice;
            result.AddError($"--page requires a port, a loopback address with a port such as 127.0.0.1:8000, or off, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    /// <summary>Parses the option's value; <see langword="null"/> if it is invalid.</summary>
    public static PageAddressOption? Parse(string text)
    {
        if (text == "off") return new PageAddressOption(null, true);
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return new PageAddressOption(new IPEndPoint(IPAddress.Loopback, port), true);
        var address = text.StartsWith("http://", StringComparison.Ordinal) ? text["http://".Length..].TrimEnd('/') : text;
        return address.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(address, out var endPoint) && IPAddress.IsLoopback(endPoint.Address) && address.EndsWith($":{endPoint.Port}", StringComparison.Ordinal)
            ? new PageAddressOption(endPoint, true)
            : null;
    }

    /// <summary>Starts the page. The default page is optional, because a network namespace may have no loopback address.</summary>
    internal async Task<RunningPage> StartAsync(string scenarioName, PlatformOptions options, SimulatedPlatform platform)
    {
        if (Address is null) return new RunningPage(null);
        try
        {
            return new RunningPage(await PageServer.StartAsync(new PageOptions(Address, scenarioName, platform.Host, options.Log, platform.Faults, options.Time)).ConfigureAwait(false));
        }
        catch (CannotListenException) when (!Required)
        {
            return new RunningPage(null);
        }
    }
}
