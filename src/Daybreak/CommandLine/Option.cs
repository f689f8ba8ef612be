namespace Daybreak.CommandLine;

/// <summary>One long option, GNU style: <c>--name</c>, <c>--name VALUE</c> or <c>--name=VALUE</c>.</summary>
/// <param name="Name">With its two hyphens.</param>
/// <param name="Value">What the value is called in the help; null when it takes none.</param>
/// <param name="Help">One line.</param>
internal sealed record Option(string Name, string? Value, string Help);

/// <summary>The options that every verb has.</summary>
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

    /// <summary>The word that stands for "do not ask" where an address or a path is due.</summary>
    public const string None = "none";

    /// <summary>The word that stands for "search the machine's devices".</summary>
    public const string Auto = "auto";

    public static IReadOnlyList<Option> All { get; } =
    [
        new(Root, "DIR", "treat DIR as /, as for an image or an initramfs's /sysroot (default: /)"),
        new(Media, "PATH|auto|none", "read this disc, image, directory or ovf-env.xml (default: auto, with --root DIR: none)"),
        new(Imds, "URL|none", "ask this instance metadata service (default: http://169.254.169.254)"),
        new(WireServer, "URL|none", "tell this WireServer (default: http://168.63.129.16)"),
        new(Config, "FILE", "read this configuration alone, instead of daybreak.conf below the root"),
        new(VmId, "ID", "go by this VM id instead of /sys/class/dmi/id/product_uuid"),
        new(Verbose, null, "tell more"),
        new(Json, null, "print JSON, where the verb prints a result"),
        new(Version, null, "print the version"),
        new(Help, null, "print this help"),
    ];
}
