using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Changes;

/// <summary>What holds for every kind of change.</summary>
public sealed class ChangeKindTests
{
    public static TheoryData<string> Kinds => [.. typeof(Change).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Change)) && !type.IsAbstract).Select(type => type.Name)];

    private static IReadOnlyList<KindSample> SamplesOf(string kind) => [.. KindSamples.All.Where(sample => sample.Change.GetType().Name == kind)];

    [Fact]
    public void All_kinds_are_found() => Assert.InRange(Kinds.Count, 20, 100);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Has_a_file_of_its_own(string kind)
    {
        string file = RepositoryRoot.Item($"src/Daybreak.Machine/Changes/{kind}.cs");
        Assert.Single(File.ReadLines(file), line => line.StartsWith("public sealed record ", StringComparison.Ordinal));
        Assert.Contains(File.ReadLines(file), line => line.StartsWith($"public sealed record {kind}(", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Is_foreseen_as_it_is_applied(string kind)
    {
        var samples = SamplesOf(kind);
        Assert.NotEmpty(samples);
        foreach (var sample in samples)
        {
            using var root = new ThrowAwayRoot();
            var kernel = new FakeKernel();
            sample.Prepare?.Invoke(root, kernel);
            var foreseen = new MachineView(root.Root, kernel);
            foreseen.Foresee(sample.Change);
            var before = Seen(new MachineView(root.Root, kernel), sample.Unknown);
            var expected = Seen(foreseen, sample.Unknown);

            var failure = new Executor(root.Root, kernel).Apply(sample.Change);

            Assert.Equal(sample.Fails ? sample.Change.Sentence : null, failure?.Reason);
            Assert.Equal(Seen(new MachineView(root.Root, kernel), sample.Unknown), expected);
            if (sample.Fails) Assert.Equal(before, expected);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Describes_itself(string kind) => Assert.All(SamplesOf(kind), sample => Assert.Equal(sample.Description, WrittenDescription.Of(sample.Change)));

    [Fact]
    public void A_change_that_continues_on_error_has_the_kind_of_its_inner_one()
    {
        Assert.Equal("RemoveFile", new ContinueOnError("key", "/state", new RemoveFile("/f", "s")).Kind);
        Assert.Equal("RemoveFile", new RemoveFile("/f", "s").Kind);
    }

    [Fact]
    public void A_change_that_continues_on_error_records_the_failure_and_skips_what_has_its_key()
    {
        using var root = new ThrowAwayRoot();
        root.File("/state", "first\n");
        var log = new List<string>();
        var executor = new Executor(root.Root, new FakeKernel(), log.Add);
        Assert.Null(executor.Apply(new ContinueOnError("key", "/state", new AlwaysFails("impossible"))));
        Assert.Null(executor.Apply(new ContinueOnError("key", "/state", Change.Write("/f", "x", Permissions.OwnerOnly, "s"))));
        Assert.Null(executor.Apply(new ContinueOnError("missing", "/state", Change.Write("/d/f", "x", Permissions.OwnerOnly, "s"))));
        Assert.Equal("first\nended key failed\nended missing failed\n", root.Text("/state"));
        Assert.Equal(["key failed: impossible", "missing failed: cannot write /d/f: No such file or directory"], log);
        Assert.Equal(["/state"], root.Names());
    }

    [Fact]
    public void A_file_for_an_unknown_owner_is_not_written()
    {
        using var root = new ThrowAwayRoot();
        var change = new WriteFileForOwner(Change.Write("/f", "x", Permissions.OwnerOnly, "s"), "ada:staff");
        Assert.Equal("cannot give /f to ada:staff: no such user or group", new Executor(root.Root, new FakeKernel()).Apply(change)?.Reason);
        Assert.Empty(root.Names());
    }

    [Fact]
    public void Only_a_change_with_an_unknown_effect_ends_the_plan()
    {
        var program = new RunProgram(["/bin/true"], TimeSpan.FromMinutes(1), "s");
        Assert.False(program.EndsPlan);
        Assert.True((program with { Expected = [new RemoveFile("/f", "s")] }).EndsPlan);
        Assert.Equal(["AssembleArray", "RunProgram"], KindSamples.All.Where(sample => sample.Change.EndsPlan).Select(sample => sample.Change.Kind));
    }

    [Fact]
    public void Only_disks_are_formatted_at_the_same_time()
    {
        foreach (var first in KindSamples.All)
            foreach (var later in KindSamples.All)
                Assert.Equal(first.Change is FormatDisks && later.Change is FormatDisks, first.Change.CanApplyWith(later.Change));
    }

    // All that a step can see, except a directory's size, which nothing depends on.
    private static List<string> Seen(MachineView machine, string? unknown)
    {
        List<string> seen = [$"host name {machine.KernelHostName}", .. machine.Routes.Select(route => route.ToString())];
        Look("");
        // Where the kernel shows the routes, as text.
        return [.. seen.Where(line => !line.StartsWith("/proc", StringComparison.Ordinal))];

        void Look(string directory)
        {
            foreach (string name in machine.List(directory.Length == 0 ? "/" : directory))
            {
                string path = $"{directory}/{name}";
                var entry = machine.Entry(path)!.Value;
                bool isDirectory = entry.Kind == FileKind.Directory;
                seen.Add($"{path} {(isDirectory ? entry with { Size = 0 } : entry)} {machine.ReadLink(path)} {(isDirectory || path == unknown ? "" : Content(path))}");
                if (isDirectory) Look(path);
            }
        }

        string Content(string path)
        {
            try
            {
                return machine.ReadText(path) ?? "missing";
            }
            catch (FileFailure)
            {
                return "unreadable";
            }
        }
    }
}
