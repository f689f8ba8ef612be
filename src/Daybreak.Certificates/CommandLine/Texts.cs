using System.Globalization;
using System.Reflection;

namespace Daybreak.Certificates.CommandLine;

/// <summary>The help text and the version.</summary>
internal static class Texts
{
    public const string Help = """
        Usage: daybreak-certificates exchange [--key-size BITS]

        Decrypts the certificates of an Azure goal state. daybreak runs this program when the
        provisioning media names SSH keys by fingerprint.

        exchange            create a transport key and certificate, print the certificate,
                            then answer each line of standard input with one line of JSON
          --key-size BITS   size of the transport key: 2048 (default), 3072 or 4096

        --help              show this help
        --version           show the version of the program and of the linked OpenSSL

        Exit status: 0 end of input, 64 usage error, 65 end of input inside a line,
        70 internal error, 74 I/O error on a standard stream.

        """;

    /// <summary>Includes the version of the linked OpenSSL, which you need to follow its security advisories.</summary>
    public static string Version()
    {
        var own = typeof(Texts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        // OPENSSL_VERSION_NUMBER(3ossl): 0xMNN00PP0.
        var openSsl = SafeEvpPKeyHandle.OpenSslVersion;
        return string.Create(CultureInfo.InvariantCulture, $"daybreak-certificates {own} (OpenSSL {openSsl >> 28}.{(openSsl >> 20) & 0xFF}.{(openSsl >> 4) & 0xFF})\n");
    }
}
