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

/// <summary>Before the network is up: the media only, no requests and no report.</summary>
public sealed class LocalPhaseTests : IDisposable
{
    private const string Id = "1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11";
    private readonly ThrowAwayRoot root = new ThrowAwayRoot().Write("/sys/class/dmi/id/product_uuid", Id + "\n");
    private readonly VirtualTime time = new();
    private readonly FakeKernel kernel = new() { Uptime = TimeSpan.FromSeconds(2) };
    private readonly List<string> logged = [];

    public void Dispose() => root.Dispose();

    [Fact]
    public void Applies_the_media_and_reports_nothing()
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
    public void The_network_phase_has_nothing_to_do_and_both_phases_are_on_one_timeline()
    {
        root.Write("/media/ovf-env.xml", Document("web-1"));
        Run(Phase.Local);
        kernel.Uptime = TimeSpan.FromSeconds(9);
        logged.Clear();

        var outcome = Run(Phase.All);

        Assert.True(outcome.Succeeded, outcome.Sentence);
        Assert.Contains("nothing to do: the machine matches", logged);
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
    public void Unusable_media_is_not_a_failure_of_the_local_phase(string? document, string says)
    {
        root.MakeDirectory("/media");
        if (document is not null) root.Write("/media/ovf-env.xml", document);

        var outcome = Run(Phase.Local);

        Assert.Equal(new Outcome(ExitStatus.Done, "no changes before the network is up"), outcome);
        Assert.Contains(logged, line => line.Contains(says, StringComparison.Ordinal));
        Assert.False(root.Has("/etc/hostname"));
    }

    [Fact]
    public void Changes_nothing_on_a_pre_provisioned_VM()
    {
        root.Write("/media/ovf-env.xml", Document("pool-1", "<wa:PreprovisionedVm>true</wa:PreprovisionedVm>"));
        Assert.Equal("no changes before the network is up", Run(Phase.Local).Sentence);
        Assert.False(root.Has("/etc/hostname"));
    }

    [Fact]
    public void Changes_nothing_if_there_are_two_discs()
    {
        using var drives = new Drive().Insert(Drive.Document("", "web-1")).InsertSecond(Drive.Document("", "web-2"));

        var outcome = Run(Phase.Local, drives.Reader);

        Assert.Equal(new Outcome(ExitStatus.Done, "no changes before the network is up"), outcome);
        Assert.Contains("there is more than one provisioning disc: waiting for IMDS to decide which one is for this VM", logged);
        Assert.Equal("localhost", kernel.HostName);
        Assert.False(root.Has("/etc/hostname"));
    }

    [Fact]
    public void Writes_the_files_of_waagent_last()
    {
        root.Write("/media/ovf-env.xml", Document("web-1"));
        var settings = new Settings { WaAgent = new WaAgentSettings { HandOver = true } };

        Assert.True(Run(Phase.Local, settings: settings).Succeeded);
        Assert.True(root.Has("/etc/hostname"));
        Assert.False(root.Has("/var/lib/waagent"));

        // Not even if an earlier step fails.
        File.Delete(root.Below("/etc/hostname"));
        root.MakeDirectory("/etc/hostname");
        Assert.False(Run(Phase.All, settings: settings).Succeeded);
        Assert.False(root.Has("/var/lib/waagent/provisioned"));
        Directory.Delete(root.Below("/etc/hostname"));
        logged.Clear();

        Assert.True(Run(Phase.All, settings: settings).Succeeded);

        Assert.True(root.Has("/var/lib/waagent/provisioned"));
        var steps = new RunSequence(settings with { CustomData = new CustomDataSettings { Policy = CustomDataPolicy.Execute, BeforeReady = true } }).Changes.All;
        Assert.Equal("waagent-hand-over", steps[^1].Name);
        Assert.Equal("waagent-hand-over: VM marked as provisioned for waagent", logged.Last(line => steps.Any(step => line.StartsWith(step.Name + ": ", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_failing_change_is_a_failure_that_the_network_phase_reports()
    {
        root.Write("/media/ovf-env.xml", Document("web-1"));
        kernel.Refusal = "cannot set the host name";

        Assert.Equal(new Outcome(ExitStatus.CannotWrite, "step host-name: cannot set the host name"), Run(Phase.Local));

        Assert.Null(new Journal(root.Directory).Read().LastFailure);
    }

    private Outcome Run(Phase phase, MediaReader? drives = null, Settings? settings = null)
    {
        var log = new ProgressLog((_, line) => logged.Add(line));
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
