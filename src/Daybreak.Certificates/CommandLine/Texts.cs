using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;

namespace Daybreak.Certificates.CommandLine;

/// <summary>What the program prints about itself.</summary>
internal static class Texts
{
    public const string Help = """
        Usage: daybreak-certificates exchange [--key-size BITS]

        Opens the certificates of an Azure goal state for daybreak, which starts it when the
        provisioning media gives SSH keys by fingerprint. It has no other use.

        exchange            make a transport key and its certificate, print the certificate,
                            then answer each line of standard input with one line, in JSON
          --key-size BITS   2048 (default), 3072 or 4096

        --help              print this
        --version           print the versions of the program and of the OpenSSL linked into it

        Exit status: 0 the input ended, 64 wrong usage, 65 the input ended within a line,
        70 internal error, 74 a standard stream failed.

        """;

    /// <summary>Whoever keeps an eye on OpenSSL's advisories needs the version that is linked in.</summary>
    public static string Version()
    {
        var own = typeof(Texts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        // OPENSSL_VERSION_NUMBER(3ossl): 0xMNN00PP0.
        var openSsl = SafeEvpPKeyHandle.OpenSslVersion;
        return string.Create(CultureInfo.InvariantCulture, $"daybreak-certificates {own} (OpenSSL {openSsl >> 28}.{(openSsl >> 20) & 0xFF}.{(openSsl >> 4) & 0xFF})\n");
    }
}
