namespace Daybreak.Simulator.Certificates;

/// <summary>A certificate of a scenario, before it is made or read.</summary>
/// <param name="Name">What the scenario calls it.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="WithPrivateKey">Whether its private key is delivered with it. Certificates without one are normal on the platform.</param>
public sealed record CertificateDescription(string Name, CertificateSource Source, bool WithPrivateKey);

/// <summary>Where a certificate comes from.</summary>
public abstract record CertificateSource
{
    private CertificateSource()
    {
    }

    /// <summary>Made by the simulator: the same one for the same scenario, in every process.</summary>
    /// <param name="Key">rsa-2048, rsa-3072, rsa-4096, ec-p256 or ec-p384.</param>
    public sealed record Generated(string Key) : CertificateSource
    {
        /// <summary>The kinds of key that can be made.</summary>
        public static IReadOnlyList<string> Keys { get; } = ["rsa-2048", "rsa-3072", "rsa-4096", "ec-p256", "ec-p384"];
    }

    /// <summary>Given as PEM: a certificate and, where there is one, its private key.</summary>
    /// <param name="Pem">The text, already known to be readable.</param>
    public sealed record Given(string Pem) : CertificateSource;
}
