using System.Globalization;
using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Planning;

/// <summary>What makes plan, provision, idempotence and crash safety one thing, over arbitrary machines, specifications and settings.</summary>
public class PlanPropertyTests
{
    private static readonly int Machines = Effort.Of(quick: 60, all: 250);

    [Fact]
    public void After_applying_the_plan_is_empty() => ForAll(given =>
    {
        given.Apply(given.Plan());
        Assert.Empty(Shown(given.Plan()));
    });

    [Fact]
    public void Planning_twice_gives_the_same_plan() => ForAll(given => Assert.Equal(Described(given.Plan()), Described(given.Plan())));

    [Fact]
    public void Planning_changes_nothing() => ForAll(given =>
    {
        var before = given.Root.Snapshot();
        string? hostName = given.Kernel.HostName;
        _ = given.Plan();
        Assert.Equal(before, given.Root.Snapshot());
        Assert.Equal(hostName, given.Kernel.HostName);
        Assert.Empty(given.Kernel.Programs);
    });

    [Fact]
    public void A_plan_laid_over_the_machine_shows_what_applying_it_gives() => ForAll(given =>
    {
        var foreseen = given.View();
        var plan = given.Plan(foreseen);
        Assert.Empty(Shown(given.Plan(foreseen)));
        var before = Seen(foreseen);

        given.Apply(plan);

        Assert.Equal(before, Seen(given.View()));
    });

    [Fact]
    public void Any_beginning_of_a_plan_can_be_applied_and_the_rest_planned_anew() => ForAll(given =>
    {
        Change[] changes = [.. Changes(given.Plan())];
        for (int done = 0; done < changes.Length; done++)
        {
            Assert.Equal(changes[done..].Select(change => change.Sentence), Shown(given.Plan()));
            given.Apply(changes[done]);
        }
    });

    [Fact]
    public void No_secret_is_in_what_a_plan_shows() => ForAll(given =>
    {
        var plan = given.Plan();
        string shown = string.Join('\n', [.. Described(plan), .. plan.Steps.SelectMany(step => step.Warnings), .. Changes(plan).Select(change => $"{change}"), $"{given.Vm}"]);
        foreach (string secret in given.Secrets)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(secret);
            Assert.All([secret, Convert.ToBase64String(bytes), Convert.ToHexString(bytes)], form => Assert.DoesNotContain(form, shown, StringComparison.OrdinalIgnoreCase));
        }
    });

    [Fact]
    public void The_steps_of_a_plan_are_those_of_the_run_in_its_order_and_see_the_ones_before_them() => ForAll(given =>
    {
        var plan = given.Plan();
        Assert.Equal(given.Steps.Select(step => step.Name), plan.Steps.Select(step => step.Name));

        // Each step alone, on the machine that the steps before it have made, plans the same.
        foreach (var (step, planned) in given.Steps.Zip(plan.Steps))
        {
            var alone = Planner.Make([step], given.Vm, given.View()).Value!;
            Assert.Equal(planned.Changes.Select(Description.Of), Changes(alone).Select(Description.Of));
            given.Apply([.. planned.Changes]);
        }
    });

    [Fact]
    public void Every_machine_ends_with_the_name_and_what_else_it_had() => ForAll(given =>
    {
        string wanted = given.Vm.HostName.Value!.Text;
        string? hosts = given.View().ReadText("/etc/hosts");

        given.Apply(given.Plan());

        var machine = given.View();
        Assert.Equal(wanted + "\n", machine.ReadText("/etc/hostname"));
        Assert.Equal(wanted, given.Kernel.HostName);
        Assert.Equal(hosts?.Split('\n').Length, machine.ReadText("/etc/hosts")?.Split('\n').Length);
        Assert.True((hosts ?? "").Split('\n').Zip((machine.ReadText("/etc/hosts") ?? "").Split('\n')).Count(lines => lines.First != lines.Second) <= 1);
    });

    private static void ForAll(Action<PlannedMachine> property)
    {
        for (int seed = 0; seed < Machines; seed++)
        {
            using var given = new PlannedMachine(seed);
            try
            {
                property(given);
            }
            catch (Exception broken)
            {
                throw new InvalidOperationException($"with the machine of seed {seed}: {broken.Message}", broken);
            }
        }
    }

    private static IEnumerable<Change> Changes(Plan plan) => plan.Steps.SelectMany(step => step.Changes);

    private static IEnumerable<string> Shown(Plan plan) => Changes(plan).Select(change => change.Sentence);

    private static IEnumerable<string> Described(Plan plan) => plan.Steps.SelectMany(step => step.Changes.Select(change => $"{step.Name}: {Description.Of(change)}"));

    // All that a step can see: the kernel's host name, and every entry with its content. A temporary file is what a power cut left.
    private static List<string> Seen(MachineView machine)
    {
        var seen = new List<string> { $"host name {machine.KernelHostName}" };
        See(machine, "", seen);
        return seen;
    }

    private static void See(MachineView machine, string directory, List<string> seen)
    {
        foreach (string name in machine.List(directory + "/"))
        {
            string path = $"{directory}/{name}";
            if (name.EndsWith(".daybreak", StringComparison.Ordinal) || machine.Entry(path) is not { } entry) continue;
            string content = entry.Kind switch
            {
                FileKind.Link => machine.ReadLink(path)!,
                FileKind.File => machine.ReadText(path)!,
                _ => "",
            };
            seen.Add($"{path} {entry.Kind} {entry.Mode} {entry.User}:{entry.Group} {content}");
            if (entry.Kind == FileKind.Directory) See(machine, path, seen);
        }
    }

    /// <summary>All that the plan shows of a change.</summary>
    private sealed class Description : ChangeDescription
    {
        private readonly List<string> facts = [];

        public static string Of(Change change)
        {
            var description = new Description();
            change.Describe(description);
            return string.Join(' ', [change.Kind, change.Sentence, description.Summary, .. description.facts]);
        }

        public override void Add(string name, string value) => facts.Add($"{name}={value}");

        public override void Add(string name, double value) => facts.Add(string.Create(CultureInfo.InvariantCulture, $"{name}={value}"));

        public override void Add(string name, IReadOnlyList<string> values) => facts.Add($"{name}={string.Join(',', values)}");
    }

    /// <summary>A machine with what the platform wants of it.</summary>
    private sealed class PlannedMachine : IDisposable
    {
        private readonly ArbitrarySpecification specification;

        public PlannedMachine(int seed)
        {
            var random = new Random(seed);
            Root = ArbitraryMachine.Make(random);
            bool hasAccounts = random.Next(3) != 0;
            if (hasAccounts) ArbitraryMachine.AddAccounts(Root, random);
            Kernel = new FakeKernel { HostName = ArbitraryMachine.HostName(random) };
            specification = new ArbitrarySpecification(random);
            // A home is given to its user: only root can do that.
            Vm = specification.Make(hasUser: Environment.IsPrivilegedProcess);
            var settings = new Settings
            {
                CustomData = new CustomDataSettings { Policy = (CustomDataPolicy)random.Next(3) },
                WaAgent = new WaAgentSettings { HandOver = random.Next(2) == 0 },
            };
            Steps = [.. new RunSequence(settings).Changes.All];
        }

        public ThrowAwayRoot Root { get; }

        public FakeKernel Kernel { get; }

        public VmSpecification Vm { get; }

        public IReadOnlyList<IStep> Steps { get; }

        public IReadOnlyList<string> Secrets => specification.Secrets;

        public MachineView View() => new(Root.Directory, Kernel);

        public Plan Plan(MachineView? machine = null)
        {
            var (plan, failure) = Planner.Make(Steps, Vm, machine ?? View());
            Assert.True(plan is not null, failure?.Message);
            return plan;
        }

        public void Apply(Plan plan) => Apply([.. Changes(plan)]);

        public void Apply(params Change[] changes)
        {
            var executor = new Executor(Root.Directory, Kernel);
            foreach (var change in changes) Assert.Null(executor.Apply(change)?.Reason);
        }

        public void Dispose() => Root.Dispose();
    }
}
