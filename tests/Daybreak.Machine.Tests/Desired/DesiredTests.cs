using System.Text;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Desired;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Desired;

public sealed class DesiredTests : IDisposable
{
    private readonly ThrowAwayRoot root = new();
    private readonly MachineView view;

    public DesiredTests() => view = new MachineView(root.Root, new NoKernel());

    public void Dispose() => root.Dispose();

    [Fact]
    public void Only_missing_directories_are_made_and_those_above_come_first()
    {
        root.File("/var/lib/x", "");
        Assert.Equal(["make /var/lib/a", "make /var/lib/a/b"], EnsureDirectory.WithParents(view, "/var/lib/a/b").Select(change => change.Sentence));
        Assert.Equal(["make /srv"], EnsureDirectory.Above(view, "/srv/file").Select(change => change.Sentence));
        var made = Assert.IsType<MakeDirectory>(Assert.Single(EnsureDirectory.Plan(view, Permissions.PrivateDirectory, "/var", "/secret")));
        Assert.Equal(("/secret", Permissions.PrivateDirectory), (made.Path, made.Mode));
        Assert.Empty(EnsureDirectory.WithParents(view.After(EnsureDirectory.WithParents(view, "/a/b")), "/a/b"));
    }

    [Fact]
    public void A_file_with_the_content_and_the_mode_is_not_written_again()
    {
        byte[] content = Encoding.ASCII.GetBytes("x\n");
        var write = EnsureFile.Plan(view, "/f", content, Permissions.OwnerOnly, "f");
        Assert.NotNull(write);
        var after = view.After([write]);
        Assert.Null(EnsureFile.Plan(after, "/f", content, Permissions.OwnerOnly, "f"));
        Assert.NotNull(EnsureFile.Plan(after, "/f", content, Permissions.WorldReadable, "f"));
        Assert.NotNull(EnsureFile.Plan(after, "/f", Encoding.ASCII.GetBytes("y\n"), Permissions.OwnerOnly, "f"));
        Assert.True(EnsureFile.HasContent(after, "/f", content));
        Assert.False(EnsureFile.HasContent(view, "/f", content));
    }

    [Fact]
    public void A_program_is_found_where_an_image_keeps_programs()
    {
        Assert.Null(FindProgram.Named(view, "sshd"));
        root.File("/run/current-system/sw/bin/sshd", "");
        Assert.Equal("/run/current-system/sw/bin/sshd", FindProgram.Named(view, "sshd"));
        root.File("/usr/sbin/sshd", "");
        Assert.Equal("/usr/sbin/sshd", FindProgram.Named(view, "sshd"));
        Assert.Equal("/usr/sbin/sshd", FindProgram.At(view, "/opt/sshd", "/usr/sbin/sshd"));
        Assert.Null(FindProgram.At(view, "/opt/sshd"));
    }
}
