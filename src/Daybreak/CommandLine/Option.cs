namespace Daybreak.CommandLine;

/// <summary>A long option: <c>--name</c>, <c>--name VALUE</c> or <c>--name=VALUE</c>.</summary>
/// <param name="Name">With the two hyphens.</param>
/// <param name="Value">The value's name in the help; null if the option takes no value.</param>
/// <param name="Help">One line.</param>
internal sealed record Option(string Name, string? Value, string Help);

/// <summary>The options of every verb.</summary>
internal static class CommonOptions
{
    public const string Root = "--root";
    public const string Media = "--media";
    public const string Imds = "--imds";
    public const string WireServer = "--wireserver";
    public const string Config = "--config";
    public const string VmId = "--vm-id";
    public const string Verbose = "--verbose";
    public const string Json = "--json";
    public const string Version = "--version";
    public const string Help = "--help";

    /// <summary>In place of an address or a path: do not use this source.</summary>
    public const string None = "none";

    /// <summary>In place of a path: search the machine's devices.</summary>
    public const string Auto = "auto";

    public static IReadOnlyList<Option> All { get; } =
    [
        new(Root, "DIR", "treat DIR as /, for an image or an initramfs (default: /)"),
        new(Media, "PATH|auto|none", "read this disc, disc image, directory or ovf-env.xml (default: auto; with --root DIR: none)"),
        new(Imds, "URL|none", "use this instance metadata service (default: http://169.254.169.254)"),
        new(WireServer, "URL|none", "report to this WireServer (default: http://168.63.129.16; none: do not report)"),
        new(Config, "FILE", "read only this configuration file"),
        new(VmId, "ID", "use this VM id instead of /sys/class/dmi/id/product_uuid"),
        new(Verbose, null, "print more"),
        new(Json, null, "print JSON, if the verb prints a result"),
        new(Version, null, "print the version"),
        new(Help, null, "print this help"),
    ];
}
