using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Tests.Changes;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests;

public sealed class MachineViewTests : IDisposable
{
    private readonly ThrowAwayRoot root = new();
    private readonly FakeKernel kernel = new();
    private readonly MachineView view;

    public MachineViewTests() => view = new MachineView(root.Root, kernel);

    public void Dispose() => root.Dispose();

    private static WriteFile Write(string path, string text) => Change.Write(path, text, Permissions.OwnerOnly, "s");

    private static MakeDirectory Make(string path) => new(path, Permissions.PrivateDirectory, Owner.System, LinkPolicy.SystemLinks, "s");

    [Fact]
    public void Shows_the_machine_without_changes()
    {
        root.File("/etc/hostname", "image\n");
        root.Link("/etc/link", "hostname");
        Assert.Equal("image\n", view.ReadText("/etc/link"));
        Assert.Equal(("hostname", FileKind.Link), (view.ReadLink("/etc/link"), view.Entry("/etc/link")?.Kind));
        Assert.Equal(["hostname", "link"], view.List("/etc"));
        Assert.Null(view.Read("/etc/missing"));
        Assert.Null(view.Entry("/etc/missing"));
        Assert.Empty(view.List("/missing"));
        Assert.Equal((true, "image"), (view.IsRunning, view.KernelHostName));
        Assert.Null(new MachineView(root.Root, new NoKernel()).KernelHostName);
    }

    [Fact]
    public void Shows_a_planned_file()
    {
        root.File("/etc/hostname", "image\n");
        view.Foresee(Write("/etc/hostname", "web\n"));
        view.Foresee(Write("/etc/new", "x"));
        Assert.Equal("web\n", view.ReadText("/etc/hostname"));
        Assert.Equal(new FileEntry(FileKind.File, Permissions.OwnerOnly, Owner.System.User, Owner.System.Group, 4), view.Entry("//etc/./hostname"));
        Assert.Equal(["hostname", "new"], view.List("/etc"));
        Assert.Equal("image\n", root.Text("/etc/hostname"));
    }

    [Fact]
    public void Shows_planned_files_in_a_planned_directory()
    {
        view.Foresee(Make("/home/ada"));
        view.Foresee(Make("/home/ada/.ssh"));
        view.Foresee(Write("/home/ada/.ssh/authorized_keys", "key"));
        Assert.Equal(FileKind.Directory, view.Entry("/home/ada/.ssh")?.Kind);
        Assert.Equal([".ssh"], view.List("/home/ada"));
        Assert.Equal(["authorized_keys"], view.List("/home/ada/.ssh"));
        Assert.Equal("key", view.ReadText("/home/ada/.ssh/authorized_keys"));
        // The same as for an existing directory.
        Assert.Throws<FileFailure>(() => view.Read("/home/ada/.ssh"));
    }

    [Fact]
    public void Keeps_the_content_of_a_corrected_directory()
    {
        root.File("/d/file", "x");
        view.Foresee(Make("/d"));
        Assert.Equal("x", view.ReadText("/d/file"));
        Assert.Equal(["file"], view.List("/d"));
        Assert.Equal(Permissions.PrivateDirectory, view.Entry("/d")?.Mode);
    }

    [Fact]
    public void Hides_a_file_with_a_planned_removal()
    {
        root.File("/etc/a", "x");
        root.File("/etc/b", "x");
        view.Foresee(new RemoveFile("/etc/a", "s"));
        view.Foresee(new RemoveFile("/etc/never", "s"));
        Assert.Null(view.Entry("/etc/a"));
        Assert.Null(view.Read("/etc/a"));
        Assert.Equal(["b"], view.List("/etc"));
        view.Foresee(Write("/etc/a", "again"));
        Assert.Equal("again", view.ReadText("/etc/a"));
        Assert.Equal(["a", "b"], view.List("/etc"));
    }

    [Fact]
    public void Writes_through_a_link_to_its_target()
    {
        root.File("/persist/hostname", "image\n");
        root.Link("/etc/hostname", "/persist/hostname");
        view.Foresee(Write("/etc/hostname", "web\n"));
        Assert.Equal("web\n", view.ReadText("/persist/hostname"));
        Assert.Equal("web\n", view.ReadText("/etc/hostname"));
        Assert.Equal(FileKind.Link, view.Entry("/etc/hostname")?.Kind);
    }

    [Fact]
    public void Follows_a_planned_link()
    {
        root.File("/usr/lib/units/a", "unit");
        view.Foresee(new MakeLink("/etc/a", "../usr/lib/units/a", "s"));
        view.Foresee(new MakeLink("/etc/units", "/usr/lib/units", "s"));
        Assert.Equal(("../usr/lib/units/a", FileKind.Link), (view.ReadLink("/etc/a"), view.Entry("/etc/a")?.Kind));
        Assert.Equal("unit", view.ReadText("/etc/a"));
        Assert.Equal("unit", view.ReadText("/etc/units/a"));
        Assert.Equal(["a"], view.List("/etc/units"));
        view.Foresee(Write("/etc/units/b", "other"));
        Assert.Equal("other", view.ReadText("/usr/lib/units/b"));
    }

    [Fact]
    public void Creates_a_file_in_place_of_a_removed_link()
    {
        root.File("/run/resolv.conf", "image's");
        root.Link("/etc/resolv.conf", "/run/resolv.conf");
        view.Foresee(new RemoveFile("/etc/resolv.conf", "s"));
        Assert.Null(view.Read("/etc/resolv.conf"));
        view.Foresee(Write("/etc/resolv.conf", "ours"));
        Assert.Equal(("ours", "image's"), (view.ReadText("/etc/resolv.conf"), view.ReadText("/run/resolv.conf")));
        Assert.Equal(FileKind.File, view.Entry("/etc/resolv.conf")?.Kind);
        Assert.Null(view.ReadLink("/etc/resolv.conf"));
    }

    [Fact]
    public void Hides_the_target_of_a_replaced_link_to_a_directory()
    {
        root.File("/old/file", "x");
        root.Link("/d", "/old");
        view.Foresee(new RemoveFile("/d", "s"));
        view.Foresee(Make("/d"));
        Assert.Empty(view.List("/d"));
        Assert.Null(view.Read("/d/file"));
        Assert.Null(view.Entry("/d/file"));
        Assert.Equal("x", view.ReadText("/old/file"));
    }

    [Fact]
    public void Stops_at_a_loop_of_planned_links()
    {
        view.Foresee(new MakeLink("/a", "b", "s"));
        view.Foresee(new MakeLink("/b", "a", "s"));
        Assert.Throws<FileFailure>(() => view.Read("/a"));
    }

    [Fact]
    public void Rejects_an_untrusted_link_even_with_planned_links()
    {
        root.File("/etc/shadow", "secret");
        root.Link("/tmp/link", "/etc/shadow");
        root.Folder("/tmp", 0x3ff);
        Assert.Throws<FileFailure>(() => view.Read("/tmp/link"));
        view.Foresee(new MakeLink("/etc/link", "/tmp/link", "s"));
        Assert.Throws<FileFailure>(() => view.Read("/tmp/link"));
        Assert.Throws<FileFailure>(() => view.Read("/etc/link"));
        Assert.Throws<FileFailure>(() => view.Foresee(Write("/tmp/link", "x")));
        Assert.Equal("/etc/shadow", view.ReadLink("/tmp/link"));
    }

    [Fact]
    public void Shows_the_planned_host_name_of_the_kernel()
    {
        view.Foresee(new SetKernelHostName("web", "s"));
        Assert.Equal("web", view.KernelHostName);
        Assert.Empty(kernel.Calls);
    }

    /// <summary>The view of planned changes equals the machine after the changes, which `plan` relies on.</summary>
    [Fact]
    public void Foresees_what_applying_the_changes_gives()
    {
        string[] paths = ["/a", "/b", "/d", "/d/a", "/d/b", "/l", "/l/a"];
        int applied = 0;
        for (int seed = 0; seed < 150; seed++)
        {
            using var machine = new ThrowAwayRoot();
            var random = new Random(seed);
            machine.File("/a", "old a");
            machine.File("/d/a", "old d/a");
            if (random.Next(2) == 0) machine.Link("/l", "/d");
            if (random.Next(2) == 0) machine.Link("/b", "d/a");
            var foreseen = new MachineView(machine.Root, kernel);
            var executor = new Executor(machine.Root, kernel);
            var plan = new List<Change>();
            for (int i = random.Next(1, 6); i > 0; i--) plan.Add(Any(random, paths));

            // Only changes that can be applied are tested. They are first applied to a copy of the machine.
            if (!CanBeApplied(plan, seed)) continue;
            foreach (var change in plan) foreseen.Foresee(change);
            var expected = Seen(foreseen, paths);
            foreach (var change in plan) Assert.Null(executor.Apply(change));
            Assert.Equal(Seen(new MachineView(machine.Root, kernel), paths), expected);
            applied++;
        }
        Assert.InRange(applied, 30, 150);
    }

    private static bool CanBeApplied(List<Change> plan, int seed)
    {
        using var twin = new ThrowAwayRoot();
        var random = new Random(seed);
        twin.File("/a", "old a");
        twin.File("/d/a", "old d/a");
        if (random.Next(2) == 0) twin.Link("/l", "/d");
        if (random.Next(2) == 0) twin.Link("/b", "d/a");
        var executor = new Executor(twin.Root, new FakeKernel());
        return plan.All(change => executor.Apply(change) is null);
    }

    private static Change Any(Random random, string[] paths)
    {
        string path = paths[random.Next(paths.Length)];
        return random.Next(4) switch
        {
            0 => Make(path),
            1 => new MakeLink(path, random.Next(2) == 0 ? "/d" : "../b", "s"),
            2 => new RemoveFile(path, "s"),
            _ => Write(path, $"new {random.Next(100)}"),
        };
    }

    private static string Seen(MachineView view, string[] paths) => string.Join("; ", paths.Select(path =>
    {
        try
        {
            return $"{path}: {view.Entry(path)?.Kind} {view.ReadLink(path)} {(view.Entry(path) is { Kind: FileKind.Directory } ? "" : view.ReadText(path))} [{string.Join(' ', view.List(path))}]";
        }
        catch (FileFailure)
        {
            return $"{path}: cannot be seen";
        }
    }));
}
