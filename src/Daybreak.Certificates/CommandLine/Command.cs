using System.Globalization;

namespace Daybreak.Certificates.CommandLine;

/// <summary>A parsed command line.</summary>
internal abstract record Command
{
    public sealed record Help : Command;

    public sealed record Version : Command;

    public sealed record Exchange(int KeySize) : Command;

    public sealed record Wrong(string Sentence) : Command;

    /// <summary>Long options in GNU style: <c>--name value</c> or <c>--name=value</c>.</summary>
    public static Command Parse(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0) return new Wrong("Missing command.");
        if (arguments.Contains("--help")) return new Help();
        if (arguments is ["--version"]) return new Version();
        if (arguments[0] != "exchange") return new Wrong("Unknown command.");

        var keySize = TransportKey.DefaultKeySize;
        for (var i = 1; i < arguments.Count; i++)
        {
            const string Option = "--key-size";
            string value;
            if (arguments[i].StartsWith(Option + "=", StringComparison.Ordinal)) value = arguments[i][(Option.Length + 1)..];
            else if (arguments[i] != Option) return new Wrong("Unknown option or argument.");
            else if (++i == arguments.Count) return new Wrong($"{Option} requires a number of bits.");
            else value = arguments[i];

            if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out keySize) || !TransportKey.KeySizes.Contains(keySize))
                return new Wrong($"{Option} must be one of {string.Join(", ", TransportKey.KeySizes)}.");
        }

        return new Exchange(keySize);
    }
}
