using Daybreak.Machine.Identity;
using Daybreak.Provisioning.Journaling;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests;

public sealed partial class FirstBootRunTests
{
    [Fact]
    public void A_run_measures_the_parts_of_the_sequence_in_order()
    {
        platform.Instance = WithScript;
        platform.Look = request => { if (request == "Ready") time.Pass(TimeSpan.FromSeconds(1)); };
        Assert.True(Provision(Execute).Succeeded);

        var times = new Journal(root.Directory).Read().Records.OfType<Timed>().ToList();
        var sequence = new RunSequence(Execute);
        // The network is up, and IMDS is the only source.
        var reported = sequence.UntilReady.Where(phase => phase.Name != "network" && phase.Stage != RunStage.AfterReady)
            .SelectMany(phase => phase.Spans.Where(span => span is not ("media" or "proxy agent" or "certificates")).Select(span => (phase.Name, span)));
        var after = sequence.AfterReady.SelectMany(phase => phase.Spans.Select(span => (phase.Name, span)));
        Assert.Equal([(null, "journal"), .. reported], Seen(times[0]));
        Assert.Equal(after.Select(one => ((string?)one.Name, one.span)), Seen(times[1]));

        IEnumerable<(string?, string)> Seen(Timed timed) => sequence.PhasesOf(timed.Spans).Zip(timed.Spans, (phase, span) => (phase?.Name, span.Name));
    }

    [Fact]
    public void Host_keys_belong_to_the_network_phase_or_to_the_changes()
    {
        string[] names = ["ssh-host-keys", "network", "platform-routes", "IMDS", "plan", "ssh-host-keys", "plan", "ssh-host-keys", "check", "platform-routes", "somewhere else", "report", "swap"];
        var phases = new RunSequence(Execute).PhasesOf([.. names.Select((name, at) => new TimeSpent(name, at, 1))]);
        Assert.Equal(
            ["network", "network", "routes", "sources", "changes", "changes", "changes", "changes", "changes", "before-report", null, "report", "after-ready"],
            phases.Select(phase => phase?.Name));
    }

    [Fact]
    public void Phase_names_are_unique_and_stages_are_in_order()
    {
        var phases = new RunSequence(Execute).Phases;
        Assert.Distinct(phases.Select(phase => phase.Name));
        var stages = phases.Select(phase => RunStage.All.ToList().IndexOf(phase.Stage)).ToList();
        Assert.Equal(stages.Order(), stages);
        Assert.Equal(["sources", "changes"], phases.Where(phase => phase.InLocalPhase).Select(phase => phase.Name));
        Assert.Equal(["start", "routes", "after-ready"], phases.Where(phase => phase.AtEveryBoot).Select(phase => phase.Name));
    }

    [Fact]
    public void Custom_data_runs_in_one_phase()
    {
        var before = new RunSequence(Execute with { CustomData = Execute.CustomData with { BeforeReady = true } }, VmId.TryParse(Id, out var id) ? id : null);
        Assert.Empty(before.CustomData.Steps);
        Assert.Contains(before.Changes.Network, step => step.Name == "run-custom-data");
        Assert.Equal(["run-custom-data"], new RunSequence(Execute).CustomData.Steps.Select(step => step.Name));
        Assert.DoesNotContain(new RunSequence(Execute).Changes.All, step => step.Name == "run-custom-data");
    }
}
