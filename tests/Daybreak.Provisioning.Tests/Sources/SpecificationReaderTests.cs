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

    // The kernel has no TCP to a multicast address, and says so at once: nothing goes out.
    private static readonly HttpEndpoint NoRoute = new(IPAddress.Parse("224.0.0.1"), 80);

    [Fact]
    public void Media_that_is_enough_waits_two_minutes_for_a_dead_IMDS_and_goes_on()
    {
        using var drive = new Drive().Insert(Drive.Document(Enough));
        using var imds = new TinyServer(_ => (503, ""));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint };
        Assert.Equal("alice", reading.Read().Value?.UserName.Value?.Text);
        Assert.InRange(reading.Elapsed, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(120));
        Assert.StartsWith("going on with the media alone: IMDS ", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Media_that_is_enough_goes_on_at_once_where_there_is_no_route()
    {
        using var drive = new Drive().Insert(Drive.Document(Enough));
        using var reading = new Reading { Media = drive.Reader, Imds = NoRoute };
        Assert.Equal("web-1", reading.Read().Value?.HostName.Value?.Text);
        Assert.Equal(TimeSpan.Zero, reading.Elapsed);
        Assert.Contains("no route to the host", Assert.Single(reading.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<UserName>alice</UserName>", "the media alone is not enough")]
    [InlineData("<UserPassword>Passw0rd</UserPassword>", "the media alone is not enough")]
    [InlineData("<UserName>alice", "ovf-env.xml: line 1")]
    public void Media_that_is_not_enough_waits_for_IMDS_to_the_end_and_says_so(string set, string sentence)
    {
        using var drive = new Drive().Insert(Drive.Document(set));
        using var imds = new TinyServer(_ => (503, ""));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint };
        var failure = reading.Read().Failure!;
        Assert.Equal("http error 503 querying IMDS", failure.Reason);
        Assert.Contains(sentence, failure.Message, StringComparison.Ordinal);
        Assert.InRange(reading.Elapsed, TimeSpan.FromMinutes(16), TimeSpan.FromMinutes(17));
    }

    [Fact]
    public void A_disc_that_came_while_IMDS_was_waited_for_counts()
    {
        using var drive = new Drive();
        using var imds = new TinyServer(_ => (503, ""));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint, OnWait = elapsed => Arrive(drive, elapsed, TimeSpan.FromSeconds(40), Drive.Document(Enough)) };
        Assert.Equal("alice", reading.Read().Value?.UserName.Value?.Text);
        Assert.InRange(reading.Elapsed, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public void A_disc_that_comes_where_there_is_no_IMDS_at_all_ends_the_wait_for_it()
    {
        using var drive = new Drive();
        using var reading = new Reading { Media = drive.Reader, Imds = NoRoute, OnWait = elapsed => Arrive(drive, elapsed, TimeSpan.FromSeconds(40), Drive.Document(Enough)) };
        Assert.Equal("alice", reading.Read().Value?.UserName.Value?.Text);
        Assert.InRange(reading.Elapsed, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Media_without_the_password_that_IMDS_expects_locks_nobody_out_silently()
    {
        using var drive = new Drive().Insert(Drive.Document("<UserName>alice</UserName>"));
        using var imds = new TinyServer(_ => (200, """{"compute":{"osProfile":{"computerName":"h","adminUsername":"alice","disablePasswordAuthentication":"false"}}}"""));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint };
        Assert.Contains("nobody could log in", reading.Read().Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Malformed_media_is_a_warning_where_IMDS_says_that_nothing_is_lost()
    {
        using var drive = new Drive().Insert(Drive.Document("<UserName>alice"));
        using var imds = new TinyServer(_ => (200, Complete));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint };
        Assert.Equal("alice", reading.Read().Value?.UserName.Value?.Text);
        Assert.StartsWith("going on without the media: provisioning media ", Assert.Single(reading.Warnings), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, reading.Elapsed);
    }

    [Fact]
    public void Without_IMDS_the_media_is_waited_for_and_its_absence_named()
    {
        using var drive = new Drive();
        using var reading = new Reading { Media = drive.Reader };
        var failure = reading.Read().Failure!;
        Assert.Equal("failure to find the provisioning media", failure.Reason);
        Assert.Equal($"no other source is left (--imds none), and there is no provisioning media: {drive.Node} does not exist yet", failure.Message);
        Assert.InRange(reading.Elapsed, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(31));

        using var late = new Reading { Media = drive.Reader, OnWait = elapsed => Arrive(drive, elapsed, TimeSpan.FromSeconds(3), Drive.Document("")) };
        Assert.Equal("web-1", late.Read().Value?.HostName.Value?.Text);
        Assert.InRange(late.Elapsed, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));
    }

    [Fact]
    public void Without_IMDS_damaged_media_is_the_failure()
    {
        using var drive = new Drive().Insert(Drive.Document("<HostName>b</HostName>"));
        using var reading = new Reading { Media = drive.Reader };
        Assert.StartsWith("unexpected metadata parsing ovf-env.xml", reading.Read().Failure?.Reason, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, reading.Elapsed);
    }

    [Fact]
    public void Without_any_source_there_is_nothing_to_do()
    {
        using var reading = new Reading();
        Assert.Equal("no source of provisioning data", reading.Read().Failure?.Reason);
    }

    [Theory]
    [InlineData("<PreprovisionedVm>true</PreprovisionedVm>", "Running")]
    [InlineData("<PreprovisionedVm>true</PreprovisionedVm><PreprovisionedVMType>None</PreprovisionedVMType>", "Running")]
    [InlineData("<PreprovisionedVMType>Savable</PreprovisionedVMType>", "Savable")]
    [InlineData("<PreprovisionedVMType>PreprovisionedOSDisk</PreprovisionedVMType>", "PreprovisionedOSDisk")]
    public void A_pre_provisioned_VM_is_refused_before_IMDS_is_asked(string settings, string type)
    {
        using var drive = new Drive().Insert(Drive.Document(Enough, settings: settings));
        using var imds = new TinyServer(_ => (200, Complete));
        using var reading = new Reading { Media = drive.Reader, Imds = imds.Endpoint };
        var failure = reading.Read().Failure!;
        Assert.Equal("unsupported pre-provisioned VM", failure.Reason);
        Assert.Contains($"the media says that this VM is pre-provisioned ({type})", failure.Message, StringComparison.Ordinal);
        Assert.Empty(imds.Requests);
    }

    [Fact]
    public void A_pre_provisioned_VM_is_refused_on_the_word_of_IMDS_too()
    {
        using var imds = new TinyServer(_ => (200, Complete.Replace("\"hasCustomData\": false", "\"ppsType\": \"Savable\"", StringComparison.Ordinal)));
        using var reading = new Reading { Imds = imds.Endpoint };
        Assert.Contains("IMDS says that this VM is pre-provisioned (Savable)", reading.Read().Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Media_that_comes_late_is_asked_the_same()
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
    public void The_proxy_agent_is_awaited_before_IMDS_is_asked(string? path, int exit, string said, string? reason, string sentence)
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
    public void The_proxy_agent_is_not_run_for_a_root_that_does_not_run()
    {
        using var drive = new Drive().Insert(Drive.Document(Enough, settings: "<ProvisionGuestProxyAgent>true</ProvisionGuestProxyAgent>"));
        using var reading = new Reading { Media = drive.Reader };
        Assert.Null(reading.Read().Failure);
    }

    [Fact]
    public void A_named_path_that_is_not_there_is_not_waited_for()
    {
        using var drive = new Drive();
        using var imds = new TinyServer(_ => (200, Complete.Replace("false", "true", StringComparison.Ordinal)));
        using var reading = new Reading { Media = MediaReader.Of(drive.Node), Imds = imds.Endpoint };
        Assert.Contains("no such file; IMDS says that there is custom data", reading.Read().Failure?.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.Zero, reading.Elapsed);
    }

    [Fact]
    public void Keys_by_fingerprint_need_a_WireServer()
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
