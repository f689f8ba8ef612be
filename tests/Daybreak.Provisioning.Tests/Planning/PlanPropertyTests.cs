using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Planning;

/// <summary>What makes plan, provision, idempotence and crash safety one thing, over arbitrary machines and specifications.</summary>
public class PlanPropertyTests
{
    private static readonly int Machines = Effort.Of(quick: 60, all: 250);

    [Fact]
    public void After_applying_the_plan_is_empty() => ForAll((root, kernel, vm) =>
    {
        Apply(root, kernel, PlanOf(root, kernel, vm));
        Assert.Empty(Shown(PlanOf(root, kernel, vm)));
    });

    [Fact]
    public void Planning_changes_nothing() => ForAll((root, kernel, vm) =>
    {
        var before = root.Snapshot();
        string? hostName = kernel.HostName;
        _ = PlanOf(root, kernel, vm);
        Assert.Equal(before, root.Snapshot());
        Assert.Equal(hostName, kernel.HostName);
    });

    [Fact]
    public void A_plan_laid_over_the_machine_shows_what_applying_it_gives() => ForAll((root, kernel, vm) =>
    {
        var foreseen = new MachineView(root.Directory, kernel);
        var plan = Planner.Make(new RunSequence(new Settings()).Changes.All, vm, foreseen).Value!;
        var again = Planner.Make(new RunSequence(new Settings()).Changes.All, vm, foreseen).Value!;
        Assert.Empty(Shown(again));
        var before = Seen(foreseen);

        Apply(root, kernel, plan);

        Assert.Equal(before, Seen(new MachineView(root.Directory, kernel)));
    });

    [Fact]
    public void Any_beginning_of_a_plan_can_be_applied_and_the_rest_planned_anew() => ForAll((root, kernel, vm) =>
    {
        Change[] changes = [.. PlanOf(root, kernel, vm).Steps.SelectMany(step => step.Changes)];
        var executor = new Executor(root.Directory, kernel);
        for (int done = 0; done < changes.Length; done++)
        {
            Assert.Equal(changes[done..].Select(change => change.Sentence), Shown(PlanOf(root, kernel, vm)));
            Assert.Null(executor.Apply(changes[done])?.Reason);
        }
    });

    [Fact]
    public void Every_machine_ends_with_the_name_and_what_else_it_had() => ForAll((root, kernel, vm) =>
    {
        string wanted = vm.HostName.Value!.Text;
        string? hosts = new MachineView(root.Directory, kernel).ReadText("/etc/hosts");

        Apply(root, kernel, PlanOf(root, kernel, vm));

        var machine = new MachineView(root.Directory, kernel);
        Assert.Equal(wanted + "\n", machine.ReadText("/etc/hostname"));
        Assert.Equal(wanted, kernel.HostName);
        Assert.Equal(hosts?.Split('\n').Length, machine.ReadText("/etc/hosts")?.Split('\n').Length);
        Assert.True((hosts ?? "").Split('\n').Zip((machine.ReadText("/etc/hosts") ?? "").Split('\n')).Count(lines => lines.First != lines.Second) <= 1);
    });

    private static void ForAll(Action<ThrowAwayRoot, FakeKernel, VmSpecification> property)
    {
        for (int seed = 0; seed < Machines; seed++)
        {
            var random = new Random(seed);
            using var root = ArbitraryMachine.Make(random);
            if (random.Next(3) != 0) ArbitraryMachine.AddAccounts(root, random);
            var kernel = new FakeKernel { HostName = ArbitraryMachine.HostName(random) };
            string hostName = ArbitraryMachine.HostName(random);
            // A home is given to its user: only root can do that.
            var vm = Environment.IsPrivilegedProcess ? Specifications.For("ada", hostName) : Specifications.Named(hostName);
            try
            {
                property(root, kernel, vm);
            }
            catch (Exception broken)
            {
                throw new InvalidOperationException($"with the machine of seed {seed} and the host name {vm.HostName.Value}: {broken.Message}", broken);
            }
        }
    }

    private static Plan PlanOf(ThrowAwayRoot root, IKernel kernel, VmSpecification vm)
    {
        var (plan, failure) = Planner.Make(new RunSequence(new Settings()).Changes.All, vm, new MachineView(root.Directory, kernel));
        Assert.True(plan is not null, failure?.Message);
        return plan;
    }

    private static void Apply(ThrowAwayRoot root, IKernel kernel, Plan plan)
    {
        var executor = new Executor(root.Directory, kernel);
        foreach (var change in plan.Steps.SelectMany(step => step.Changes)) Assert.Null(executor.Apply(change)?.Reason);
    }

    private static IEnumerable<string> Shown(Plan plan) => plan.Steps.SelectMany(step => step.Changes).Select(change => change.Sentence);

    private static IReadOnlyList<string?> Seen(MachineView machine) =>
    [
        machine.KernelHostName,
        .. ((string[])["/etc", "/etc/hostname", "/etc/hosts"]).SelectMany(path => (string?[])[path, machine.Entry(path)?.ToString().Replace($"Size = {machine.Entry(path)?.Size}", "", StringComparison.Ordinal), machine.ReadLink(path)]),
        machine.ReadText("/etc/hostname"),
        machine.ReadText("/etc/hosts"),
        .. machine.List("/etc").Where(name => !name.EndsWith(".daybreak", StringComparison.Ordinal)),
        .. ((string[])["/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow", "/etc/subuid"]).SelectMany(path => (string?[])[machine.ReadText(path), machine.Entry(path)?.ToString()]),
        .. ((string[])["/home", "/home/ada", "/home/ada/.profile"]).Select(path => machine.Entry(path) is { } entry ? $"{path} {entry.Kind} {entry.Mode} {entry.User}:{entry.Group}" : null),
        .. machine.List("/home/ada"),
    ];
}
