using Daybreak.Certificates.Tests.Peers;
using Daybreak.Certificates.Transport;

namespace Daybreak.Certificates.Tests.Transport;

public sealed class TransportKeyTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public void Dispose() => _workshop.Dispose();

    [Fact]
    public void Creates_a_certificate_like_that_of_the_azure_linux_agent()
    {
        File.WriteAllBytes(_workshop.PathOf("transport.der"), Conversation.Key.Certificate.Span);
        var text = _workshop.OpenSsl("x509", "-inform", "DER", "-in", "transport.der", "-noout", "-text");

        Assert.Contains("Version: 3", text);
        Assert.Contains("Issuer: CN = LinuxTransport", text);
        Assert.Contains("Subject: CN = LinuxTransport", text);
        Assert.Contains("Signature Algorithm: sha256WithRSAEncryption", text);
        Assert.Contains("Public-Key: (2048 bit)", text);
        Assert.Contains("X509v3 Basic Constraints: critical\n                CA:TRUE", text);
        var identifiers = text.Split('\n').Select(l => l.Trim()).Where(l => l.Length == 59 && l.Count(c => c == ':') == 19).ToList();
        Assert.Equal(2, identifiers.Count);
        Assert.Equal(identifiers[0], identifiers[1]);
        Assert.Contains("X509v3 Subject Key Identifier", text);
        Assert.Contains("X509v3 Authority Key Identifier", text);
    }

    [Fact]
    public void Openssl_verifies_the_signature()
    {
        File.WriteAllBytes(_workshop.PathOf("transport.der"), Conversation.Key.Certificate.Span);
        _workshop.OpenSsl("x509", "-inform", "DER", "-in", "transport.der", "-out", "transport.pem");
        Assert.Contains("transport.pem: OK", _workshop.OpenSsl("verify", "-check_ss_sig", "-CAfile", "transport.pem", "transport.pem"));
    }

    [Fact]
    public void Creates_a_certificate_that_is_valid_today_when_the_clock_is_at_1970()
    {
        using var key = TransportKey.Create(TransportKey.DefaultKeySize, new StoppedClock(DateTimeOffset.UnixEpoch));
        File.WriteAllBytes(_workshop.PathOf("transport.der"), key.Certificate.Span);
        var dates = _workshop.OpenSsl("x509", "-inform", "DER", "-in", "transport.der", "-noout", "-dates");
        Assert.Contains("notBefore=Jan  1 00:00:00 2000 GMT", dates);
        Assert.Contains("notAfter=Dec 31 23:59:59 2049 GMT", dates);
    }

    [Fact]
    public void Creates_a_new_key_for_every_exchange()
    {
        using var other = TransportKey.Create(TransportKey.DefaultKeySize, TimeProvider.System);
        Assert.NotEqual(Conversation.Key.Certificate.ToArray(), other.Certificate.ToArray());
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
