using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Platform.Kvp;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Status;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Tests.Sources;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests;

/// <summary>Before the network: the media alone, nobody asked, nobody told.</summary>
public sealed class LocalPhaseTests : IDisposable
{
    private const string Id = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private readonly ThrowAwayRoot root = new ThrowAwayRoot().Write("/sys/class/dmi/id/product_uuid", Id + "\n");
    private readonly VirtualTime time = new();
    private readonly FakeKernel kernel = new() { Uptime = TimeSpan.FromSeconds(2) };
    private readonly List<string> told = [];

    public void Dispose() => root.Dispose();

    [Fact]
    public void What_the_media_says_is_settled_and_nothing_is_reported()
    {
        root.Write("/media/ovf-env.xml", Document("web-1"));

        var outcome = Run(Phase.Local);

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Equal(("web-1\n", "web-1"), (root.Read("/etc/hostname"), kernel.HostName));
        var journal = new Journal(root.Directory).Read();
        Assert.Equal((null, false), (journal.AcceptedReady, journal.HasMatched));
        var status = StatusReader.Read(root.Directory, null).Status;
        Assert.Equal((ProvisioningState.Running, "waiting for the network"), (status.State, status.Doing));
        Assert.False(status.IsFinal);
    }

    [Fact]
    public void The_rest_of_the_run_finds_it_done_and_both_are_on_one_timeline()
    {
        root.Write("/media/ovf-env.xml", Document("web-1"));
        Run(Phase.Local);
        kernel.Uptime = TimeSpan.FromSeconds(9);
        told.Clear();

        var outcome = Run(Phase.All);

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Contains("nothing to do: the machine matches", told);
        var times = new Journal(root.Directory).Read().LastTimes!;
        Assert.Contains(times.Spans, span => span.Name == "local host-name");
        Assert.InRange(times.Spans.Single(span => span.Name == "between the phases").Milliseconds, 6900, 7000);
        Assert.True(times.Spans.Single(span => span.Name == "host-name").StartMilliseconds >= 6999);
        var phases = new RunSequence(new Settings()).PhasesOf(times.Spans);
        Assert.Equal(
            ["local journal", "between the phases", "journal"],
            times.Spans.Zip(phases).Where(pair => pair.Second is null).Select(pair => pair.First.Name));
        Assert.Equal(["sources", "changes"], times.Spans.Zip(phases).Where(pair => pair.First.Name.StartsWith("local ", StringComparison.Ordinal)).Select(pair => pair.Second?.Name).OfType<string>().Distinct());
    }

    [Theory]
    [InlineData(null, "ovf-env.xml")]
    [InlineData("<Environment>", "ovf-env.xml")]
    public void Media_that_settles_nothing_is_left_to_the_rest_of_the_run(string? document, string says)
    {
        root.MakeDirectory("/media");
        if (document is not null) root.Write("/media/ovf-env.xml", document);

        var outcome = Run(Phase.Local);

        Assert.Equal(new Outcome(ExitStatus.Done, "no changes before the network is up"), outcome);
        Assert.Contains(told, line => line.Contains(says, StringComparison.Ordinal));
        Assert.False(root.Has("/etc/hostname"));
    }

    [Fact]
    public void A_VM_of_a_pool_is_not_settled_before_it_knows_whose_it_is()
    {
        root.Write("/media/ovf-env.xml", Document("pool-1", "<wa:PreprovisionedVm>true</wa:PreprovisionedVm>"));
        Assert.Equal("no changes before the network is up", Run(Phase.Local).Sentence);
        Assert.False(root.Has("/etc/hostname"));
    }

    [Fact]
    public void Two_discs_settle_nothing_and_why_is_said()
    {
        using var drives = new Drive().Insert(Drive.Document("", "web-1")).InsertSecond(Drive.Document("", "web-2"));

        var outcome = Run(Phase.Local, drives.Reader);

        Assert.Equal(new Outcome(ExitStatus.Done, "no changes before the network is up"), outcome);
        Assert.Contains("there is more than one provisioning disc: waiting for IMDS to decide which one is for this VM", told);
        Assert.Equal("localhost", kernel.HostName);
        Assert.False(root.Has("/etc/hostname"));
    }

    [Fact]
    public void Waagent_hears_only_at_the_very_end_that_all_is_done()
    {
        root.Write("/media/ovf-env.xml", Document("web-1"));
        var settings = new Settings { WaAgent = new WaAgentSettings { HandOver = true } };

        Assert.True(Run(Phase.Local, settings: settings).Succeeded);
        Assert.True(root.Has("/etc/hostname"));
        Assert.False(root.Has("/var/lib/waagent"));

        // Also when something before it fails.
        File.Delete(root.Below("/etc/hostname"));
        root.MakeDirectory("/etc/hostname");
        Assert.False(Run(Phase.All, settings: settings).Succeeded);
        Assert.False(root.Has("/var/lib/waagent/provisioned"));
        Directory.Delete(root.Below("/etc/hostname"));
        told.Clear();

        Assert.True(Run(Phase.All, settings: settings).Succeeded);

        Assert.True(root.Has("/var/lib/waagent/provisioned"));
        var steps = new RunSequence(settings with { CustomData = new CustomDataSettings { Policy = CustomDataPolicy.Execute, BeforeReady = true } }).Changes.All;
        Assert.Equal("waagent-hand-over", steps[^1].Name);
        Assert.Equal("waagent-hand-over: VM marked as provisioned for waagent", told.Last(line => steps.Any(step => line.StartsWith(step.Name + ": ", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_machine_that_cannot_be_written_is_a_failure_that_the_rest_of_the_run_reports()
    {
        root.Write("/media/ovf-env.xml", Document("web-1"));
        kernel.Refusal = "cannot set the host name";

        Assert.Equal(new Outcome(ExitStatus.CannotWrite, "step host-name: cannot set the host name"), Run(Phase.Local));

        Assert.Null(new Journal(root.Directory).Read().LastFailure);
    }

    private Outcome Run(Phase phase, MediaReader? drives = null, Settings? settings = null)
    {
        var log = new ProgressLog((_, line) => told.Add(line));
        var stopwatch = new Stopwatch(time);
        var media = new MediaSource(drives ?? MediaReader.Of(root.Below("/media")), TimeSpan.FromSeconds(30));
        var reader = new SpecificationReader(media, null, null, new ProxyAgent(root.Directory, kernel), log, stopwatch);
        var reports = new Reports(null, new KvpChannel(new KvpPool(root.Below(KvpPool.GuestToHost), time.Clock), time), log);
        return new FirstBootRun(new RunContext(root.Directory, kernel, settings ?? new Settings(), time.Clock, log, stopwatch), reader, reports).Run(new ProvisioningRequest { Phase = phase });
    }

    private static string Document(string hostName, string settings = "") => $"""
        <Environment xmlns="http://schemas.dmtf.org/ovf/environment/1" xmlns:wa="http://schemas.microsoft.com/windowsazure">
          <wa:ProvisioningSection><wa:Version>1.0</wa:Version>
            <LinuxProvisioningConfigurationSet xmlns="http://schemas.microsoft.com/windowsazure">
              <HostName>{hostName}</HostName>
            </LinuxProvisioningConfigurationSet>
          </wa:ProvisioningSection>
          <wa:PlatformSettingsSection><wa:Version>1.0</wa:Version><wa:PlatformSettings>{settings}</wa:PlatformSettings></wa:PlatformSettingsSection>
        </Environment>
        """;
}
