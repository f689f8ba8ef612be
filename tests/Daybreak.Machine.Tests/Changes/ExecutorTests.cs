using Daybreak.Core;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Changes;

public sealed class ExecutorTests : IDisposable
{
    private readonly ThrowAwayRoot root = new();
    private readonly FakeKernel kernel = new();

    public void Dispose() => root.Dispose();

    private Failure? Apply(Change change) => new Executor(root.Root, kernel).Apply(change);

    private void Fails(Change change, string reason)
    {
        var before = root.Names();
        var failure = Apply(change);
        Assert.Equal(("change", change.Sentence), failure!.Details[0]);
        Assert.Contains(reason, failure.Reason, StringComparison.Ordinal);
        Assert.Equal(before, root.Names());
    }

    [Fact]
    public void Writes_a_file()
    {
        root.Folder("/etc");
        Assert.Null(Apply(Change.Write("/etc/hostname", "web\n", Permissions.WorldReadable, "s")));
        Assert.Equal("web\n", root.Text("/etc/hostname"));
        Fails(Change.Write("/missing/hostname", "web\n", Permissions.WorldReadable, "s"), "cannot write /missing/hostname: No such file or directory");
        Fails(Change.Write("/etc", "web\n", Permissions.WorldReadable, "s"), "/etc is not a regular file");
    }

    [Fact]
    public void Applies_the_link_policy_of_a_change()
    {
        root.File("/home/ada/target", "old");
        root.Link("/home/ada/keys", "target");
        root.Link("/home/ada/.ssh", "/etc");
        root.Folder("/etc");
        Fails(new WriteFile("/home/ada/keys", "x"u8.ToArray(), Permissions.OwnerOnly, Owner.System, LinkPolicy.NoLinks, "s"), "contains the symbolic link");
        Fails(new WriteFile("/home/ada/.ssh/authorized_keys", "x"u8.ToArray(), Permissions.OwnerOnly, Owner.System, LinkPolicy.NoLinks, "s"), "contains the symbolic link");
        Fails(new MakeDirectory("/home/ada/.ssh", Permissions.PrivateDirectory, Owner.System, LinkPolicy.NoLinks, "s"), "contains the symbolic link");
        Assert.Equal("old", root.Text("/home/ada/target"));
        Assert.Null(Apply(new WriteFile("/home/ada/keys", "new"u8.ToArray(), Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, "s")));
        Assert.Equal("new", root.Text("/home/ada/target"));
    }

    [Fact]
    public void Creates_or_corrects_a_directory()
    {
        var make = new MakeDirectory("/d", Permissions.PrivateDirectory, Owner.System, LinkPolicy.SystemLinks, "s");
        Assert.Null(Apply(make));
        root.Folder("/d");
        Assert.Null(Apply(make));
        Assert.Equal(Permissions.PrivateDirectory, root.Root.Entry("/d")?.Mode);
        root.File("/file");
        Fails(make with { Path = "/file" }, "/file is there and is not a directory");
        Fails(make with { Path = "/a/b" }, "No such file or directory");
    }

    [Fact]
    public void Creates_a_link()
    {
        Assert.Null(Apply(new MakeLink("/link", "target", "s")));
        Assert.Null(Apply(new MakeLink("/link", "target", "s")));
        Assert.Equal("target", root.Root.ReadLink("/link"));
        root.File("/file");
        Fails(new MakeLink("/file", "target", "s"), "/file is there and is not a symbolic link");
        Fails(new MakeLink("/a/link", "target", "s"), "No such file or directory");
    }

    [Fact]
    public void Removes_a_file()
    {
        root.File("/file");
        Assert.Null(Apply(new RemoveFile("/file", "s")));
        Assert.Null(Apply(new RemoveFile("/file", "s")));
        Assert.Empty(root.Names());
        root.Folder("/dir");
        Fails(new RemoveFile("/dir", "s"), "cannot remove /dir");
    }

    [Fact]
    public void Sets_the_host_name_of_the_kernel()
    {
        Assert.Null(Apply(new SetKernelHostName("web", "s")));
        kernel.Refusal = "no";
        Fails(new SetKernelHostName("web", "s"), "no");
        Assert.Equal(["hostname web", "hostname web"], kernel.Calls);
    }

    [Fact]
    public void Runs_a_program_and_reports_its_failure()
    {
        var run = new RunProgram(["/sbin/mkfs.ext4", "/dev/sdb1"], TimeSpan.FromSeconds(60), "s");
        Assert.Null(Apply(run));
        Assert.Equal(["/sbin/mkfs.ext4 /dev/sdb1 (60 s)"], kernel.Calls);
        kernel.Outcome = new ProgramOutcome(4, "no such disk");
        var failure = Apply(run)!;
        Assert.Equal("/sbin/mkfs.ext4 failed with exit code 4", failure.Reason);
        Assert.Equal("/sbin/mkfs.ext4 failed with exit code 4: no such disk", failure.Message);
        Assert.Equal([("change", "s"), ("exit_code", "4"), ("stderr", "no such disk")], failure.Details);
        kernel.Outcome = new ProgramOutcome(0, "late", TimedOut: true);
        Assert.Equal("/sbin/mkfs.ext4 exceeded its time limit and was killed", Apply(run)?.Reason);
        kernel.Outcome = new ProgramOutcome(null, StartError: "No such file or directory");
        failure = Apply(run)!;
        Assert.Equal("/sbin/mkfs.ext4 could not be started: No such file or directory", failure.Message);
        Assert.Equal([("change", "s")], failure.Details);
    }
}
