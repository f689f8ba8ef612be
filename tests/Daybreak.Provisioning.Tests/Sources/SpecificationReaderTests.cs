using System.Net;
using Daybreak.Machine.Kernel;
using Daybreak.Platform.Http;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Sources;

public class SpecificationReaderTests
{
    private static readonly string Enough = $"<UserName>alice</UserName><SSH><PublicKeys><PublicKey><Value>{Keys.Ed25519(1)}</Value></PublicKey></PublicKeys></SSH>";
    private const string Complete = """{"compute": {"osProfile": {"computerName": "web-1", "adminUsername": "alice", "disablePasswordAuthentication": "true"}}, "extended": {"compute": {"hasCustomData": false}}}""";

    // TCP to a multicast address fails at once in the kernel, without a packet.
    private static readonly HttpEndpoint NoRoute = new(IPAddress.Parse("224.0.0.1"), 80);

    [Fact]
    public void With_sufficient_media_it_waits_two_minutes_for_IMDS()
    {
        using var drive = new Drive().Insert(Drive.Document(Enough));
        using var imds = new TinyServer(_ => (503, ""));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint };
        Assert.Equal("alice", reading.Read().Value?.UserName.Value?.Text);
        Assert.InRange(reading.Elapsed, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(120));
        Assert.StartsWith("using only the media: IMDS ", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void With_sufficient_media_and_no_route_it_continues_at_once()
    {
        using var drive = new Drive().Insert(Drive.Document(Enough));
        using var reading = new Reading { Media = drive.Reader, Imds = NoRoute };
        Assert.Equal("web-1", reading.Read().Value?.HostName.Value?.Text);
        Assert.Equal(TimeSpan.Zero, reading.Elapsed);
        Assert.Contains("no route to the host", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<UserName>alice</UserName>", "the media alone is not sufficient")]
    [InlineData("<UserPassword>Passw0rd</UserPassword>", "the media alone is not sufficient")]
    [InlineData("<UserName>alice", "ovf-env.xml: line 1")]
    public void With_insufficient_media_it_waits_for_IMDS_until_the_deadline(string set, string sentence)
    {
        using var drive = new Drive().Insert(Drive.Document(set));
        using var imds = new TinyServer(_ => (503, ""));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint };
        var failure = reading.Read().Failure!;
        Assert.Equal("http error 503 querying IMDS", failure.Reason);
        Assert.Contains(sentence, MessageRules.Check(failure.Message), StringComparison.Ordinal);
        Assert.InRange(reading.Elapsed, TimeSpan.FromMinutes(16), TimeSpan.FromMinutes(17));
    }

    [Fact]
    public void Uses_a_disc_that_appears_during_the_wait_for_IMDS()
    {
        using var drive = new Drive();
        using var imds = new TinyServer(_ => (503, ""));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint, OnWait = elapsed => Arrive(drive, elapsed, TimeSpan.FromSeconds(40), Drive.Document(Enough)) };
        Assert.Equal("alice", reading.Read().Value?.UserName.Value?.Text);
        Assert.InRange(reading.Elapsed, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void A_disc_that_appears_ends_the_wait_for_an_unreachable_IMDS()
    {
        using var drive = new Drive();
        using var reading = new Reading { Media = drive.Reader, Imds = NoRoute, OnWait = elapsed => Arrive(drive, elapsed, TimeSpan.FromSeconds(40), Drive.Document(Enough)) };
        Assert.Equal("alice", reading.Read().Value?.UserName.Value?.Text);
        Assert.InRange(reading.Elapsed, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Fails_if_the_media_has_no_password_that_IMDS_announces()
    {
        using var drive = new Drive().Insert(Drive.Document("<UserName>alice</UserName>"));
        using var imds = new TinyServer(_ => (200, """{"compute":{"osProfile":{"computerName":"h","adminUsername":"alice","disablePasswordAuthentication":"false"}}}"""));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint };
        Assert.Contains("login would be impossible", MessageRules.Check(reading.Read().Failure?.Message), StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_media_is_a_warning_if_IMDS_announces_nothing()
    {
        using var drive = new Drive().Insert(Drive.Document("<UserName>alice"));
        using var imds = new TinyServer(_ => (200, Complete));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint };
        Assert.Equal("alice", reading.Read().Value?.UserName.Value?.Text);
        Assert.StartsWith("continuing without the media: provisioning media ", Assert.Single(reading.Warnings), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, reading.Elapsed);
    }

    [Fact]
    public void Without_IMDS_it_waits_for_the_media_and_reports_its_absence()
    {
        using var drive = new Drive();
        using var reading = new Reading { Media = drive.Reader };
        var failure = reading.Read().Failure!;
        Assert.Equal("failure to find the provisioning media", failure.Reason);
        Assert.Equal($"there is no provisioning media and no other source (--imds none): {drive.Node} does not exist yet; attach it, or use --imds", MessageRules.Check(failure.Message));
        Assert.InRange(reading.Elapsed, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));

        using var late = new Reading { Media = drive.Reader, OnWait = elapsed => Arrive(drive, elapsed, TimeSpan.FromSeconds(3), Drive.Document("")) };
        Assert.Equal("web-1", late.Read().Value?.HostName.Value?.Text);
        Assert.InRange(late.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void Without_IMDS_damaged_media_is_a_failure()
    {
        using var drive = new Drive().Insert(Drive.Document("<HostName>b</HostName>"));
        using var reading = new Reading { Media = drive.Reader };
        Assert.StartsWith("unexpected metadata parsing ovf-env.xml", reading.Read().Failure?.Reason, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, reading.Elapsed);
    }

    [Fact]
    public void Fails_without_any_source()
    {
        using var reading = new Reading();
        Assert.Equal("no source of provisioning data", reading.Read().Failure?.Reason);
    }

    [Theory]
    [InlineData("<PreprovisionedVm>true</PreprovisionedVm>", "Running")]
    [InlineData("<PreprovisionedVm>true</PreprovisionedVm><PreprovisionedVMType>None</PreprovisionedVMType>", "Running")]
    [InlineData("<PreprovisionedVMType>Savable</PreprovisionedVMType>", "Savable")]
    [InlineData("<PreprovisionedVMType>PreprovisionedOSDisk</PreprovisionedVMType>", "PreprovisionedOSDisk")]
    public void Rejects_a_pre_provisioned_VM_before_querying_IMDS(string settings, string type)
    {
        using var drive = new Drive().Insert(Drive.Document(Enough, settings: settings));
        using var imds = new TinyServer(_ => (200, Complete));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint };
        var failure = reading.Read().Failure!;
        Assert.Equal("unsupported pre-provisioned VM", failure.Reason);
        Assert.Contains($"media: this VM is pre-provisioned ({type})", MessageRules.Check(failure.Message), StringComparison.Ordinal);
        Assert.Empty(imds.Requests);
    }

    [Fact]
    public void Rejects_a_pre_provisioned_VM_according_to_IMDS()
    {
        using var imds = new TinyServer(_ => (200, Complete.Replace("\"hasCustomData\": false", "\"ppsType\": \"Savable\"", StringComparison.Ordinal)));
        using var reading = new Reading { Imds = imds.Endpoint };
        Assert.Contains("IMDS: this VM is pre-provisioned (Savable)", reading.Read().Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rejects_a_pre_provisioned_VM_according_to_late_media()
    {
        using var drive = new Drive();
        using var imds = new TinyServer(_ => (200, Complete.Replace("false", "true", StringComparison.Ordinal)));
        using var reading = new Reading
        {
            Media = drive.Reader,
            Imds = imds.Endpoint,
            OnWait = elapsed => Arrive(drive, elapsed, TimeSpan.FromSeconds(2), Drive.Document(Enough, settings: "<PreprovisionedVm>true</PreprovisionedVm>")),
        };
        Assert.Equal("unsupported pre-provisioned VM", reading.Read().Failure?.Reason);
    }

    [Theory]
    [InlineData(null, 0, "", "azure-proxy-agent not found", "")]
    [InlineData("/usr/sbin/azure-proxy-agent", 1, "latched: no", "azure-proxy-agent status failure", "failed with exit code 1 latched: no")]
    [InlineData("/usr/bin/azure-proxy-agent", 0, "", null, "")]
    [InlineData("/usr/local/bin/azure-proxy-agent", 0, "", null, "")]
    public void Waits_for_the_proxy_agent_before_querying_IMDS(string? path, int exit, string said, string? reason, string sentence)
    {
        var kernel = new FakeKernel { Answer = new ProgramOutcome(exit, said) };
        using var drive = new Drive().Insert(Drive.Document(Enough, settings: "<ProvisionGuestProxyAgent>true</ProvisionGuestProxyAgent>"));
        using var imds = new TinyServer(_ => (200, Complete));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint, Kernel = kernel };
        if (path is not null) reading.Root.Write(path, "");
        var read = reading.Read();
        Assert.Equal(reason, read.Failure?.Reason);
        Assert.Equal(reason is null ? "yes" : null, read.Value?.ProxyAgent.Value?.ToString());
        Assert.Contains(sentence, read.Failure?.Message ?? "", StringComparison.Ordinal);
        Assert.Equal(path is null ? [] : [$"{path} --status --wait 120"], kernel.Programs);
        Assert.Equal(reason is null ? 1 : 0, imds.Requests.Count);
    }

    [Fact]
    public void Does_not_run_the_proxy_agent_for_another_root_directory()
    {
        using var drive = new Drive().Insert(Drive.Document(Enough, settings: "<ProvisionGuestProxyAgent>true</ProvisionGuestProxyAgent>"));
        using var reading = new Reading { Media = drive.Reader };
        Assert.Null(reading.Read().Failure);
    }

    [Fact]
    public void Does_not_wait_for_a_given_path()
    {
        using var drive = new Drive();
        using var imds = new TinyServer(_ => (200, Complete.Replace("false", "true", StringComparison.Ordinal)));
        using var reading = new Reading { Media = MediaReader.Of(drive.Node), Imds = imds.Endpoint };
        Assert.Matches("no such file.*IMDS announces custom data", MessageRules.Check(reading.Read().Failure?.Message));
        Assert.Equal(TimeSpan.Zero, reading.Elapsed);
    }

    [Fact]
    public void Keys_by_fingerprint_require_a_WireServer()
    {
        using var drive = new Drive().Insert(Drive.Document("<UserName>alice</UserName><SSH><PublicKeys><PublicKey><Fingerprint>AA</Fingerprint></PublicKey></PublicKeys></SSH>"));
        using var reading = new Reading { Media = drive.Reader };
        Assert.Equal("certificates unavailable", reading.Read().Failure?.Reason);
    }

    private static void Arrive(Drive drive, TimeSpan elapsed, TimeSpan when, string document)
    {
        if (elapsed >= when) drive.Insert(document);
    }
}
