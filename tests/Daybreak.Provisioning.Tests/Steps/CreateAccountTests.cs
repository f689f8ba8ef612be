using System.Runtime.InteropServices;
using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public sealed partial class CreateAccountTests : IDisposable
{
    private const string User = "ada:x:1000:1000::/home/ada:/bin/sh\n";
    private readonly ThrowAwayRoot root = new();
    private readonly VirtualTime time = new();
    private AccountSettings settings = new();
    private readonly NoKernel kernel = new();

    public CreateAccountTests()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root: a home directory is given to its user");
        root.MakeDirectory("/home")
            .Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n").Write("/etc/shadow", "root:*:1::::::\n")
            .Write("/etc/group", "root:x:0:\nadm:x:4:\nsudo:x:27:\n").Write("/etc/gshadow", "root:*::\nsudo:*::\n")
            .Write("/etc/login.defs", "USERGROUPS_ENAB yes\nHOME_MODE 0750\n").Write("/etc/skel/.profile", "# profile\n").Write("/bin/sh", "");
    }

    public void Dispose() => root.Dispose();

    private PlannedStep? Plan(out string? failure, string name = "ada")
    {
        var (plan, refused) = Planner.Make([new CreateAccount(settings, time)], Specifications.For(name), new MachineView(root.Directory, kernel));
        failure = StepRun.Cause(refused);
        return plan?.Steps[0];
    }

    private string[] Apply(string name = "ada")
    {
        var plan = Plan(out string? failure, name);
        Assert.Null(failure);
        var executor = new Executor(root.Directory, kernel);
        foreach (var change in plan!.Changes) Assert.Null(executor.Apply(change)?.Reason);
        Assert.Empty(Plan(out _, name)!.Changes);
        return [.. plan.Changes.Select(change => change.Sentence)];
    }

    private void Refused(string sentence, string name = "ada")
    {
        var before = root.Snapshot();
        Assert.Null(Plan(out string? failure, name));
        Assert.Equal(sentence, failure);
        Assert.Equal(before, root.Snapshot());
    }

    private FileEntry? Entry(string path) => root.Directory.Entry(path);

    private void Give(string path, uint user) => Assert.Equal(0, lchown(root.Below(path), user, user));

    [Fact]
    public void Creates_lines_groups_and_a_home()
    {
        string[] done = Apply();

        Assert.Equal(["new user ada (user id 1000, group id 1000, shell /bin/sh), added to adm, sudo", "home directory /home/ada of ada, with the content of /etc/skel"], done);
        Assert.EndsWith(User, root.Read("/etc/passwd"), StringComparison.Ordinal);
        Assert.EndsWith("\nada:!:20513::::::\n", root.Read("/etc/shadow"), StringComparison.Ordinal);
        Assert.Equal("root:x:0:\nadm:x:4:ada\nsudo:x:27:ada\nada:x:1000:\n", root.Read("/etc/group"));
        Assert.Equal("root:*::\nsudo:*::ada\nada:!::\n", root.Read("/etc/gshadow"));
        Assert.Equal((FileKind.Directory, new Permissions(0x1e8), 1000u, 1000u), Entry("/home/ada") is { } home ? (home.Kind, home.Mode, home.User, home.Group) : default);
        Assert.Equal(1000u, Entry("/home/ada/.profile")!.Value.User);
        Assert.False(root.Has("/etc/subuid"));
    }

    [Fact]
    public void Without_an_administrator_there_is_nothing_to_do() =>
        Assert.Empty(Planner.Make([new CreateAccount(settings, time)], Specifications.Named("vm1"), new MachineView(root.Directory, kernel)).Value!.Steps[0].Changes);

    [Fact]
    public void Copies_the_skeleton_completely()
    {
        root.Write("/etc/skel/.config/deep/file", "x").Link("/etc/skel/inner", "/etc/skel/.profile").Link("/etc/skel/outer", "/usr/share/doc").MakeDirectory("/etc/skel/.ssh");
        File.SetUnixFileMode(root.Below("/etc/skel/.ssh"), (UnixFileMode)0x1c0);
        File.SetUnixFileMode(root.Below("/etc/skel/.config/deep"), (UnixFileMode)0x140);
        Apply();
        Assert.Equal("x", root.Read("/home/ada/.config/deep/file"));
        Assert.Equal(("/home/ada/.profile", "/usr/share/doc"), (root.Directory.ReadLink("/home/ada/inner", LinkPolicy.NoLinks), root.Directory.ReadLink("/home/ada/outer", LinkPolicy.NoLinks)));
        Assert.Equal(("0700", "0500"), (Entry("/home/ada/.ssh")!.Value.Mode.ToString(), Entry("/home/ada/.config/deep")!.Value.Mode.ToString()));
        Assert.All((string[])["/home/ada/.ssh", "/home/ada/inner", "/home/ada/outer", "/home/ada/.config/deep/file"], path => Assert.Equal((1000u, 1000u), (Entry(path)!.Value.User, Entry(path)!.Value.Group)));
    }

    [Fact]
    public void Adds_only_what_an_existing_user_lacks()
    {
        root.Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nada:x:1500:100:Ada L.:/srv/ada:/bin/zsh\n").Write("/etc/shadow", "root:*:1::::::\nada:$y$hash:19000:0:99999:7:::\n");
        string passwd = root.Read("/etc/passwd"), shadow = root.Read("/etc/shadow");
        Assert.Equal(["existing user ada, added to adm, sudo", "make /srv", "home directory /srv/ada of ada, with the content of /etc/skel"], Apply());
        Assert.Equal((passwd, shadow), (root.Read("/etc/passwd"), root.Read("/etc/shadow")));
        Assert.Equal((1500u, 100u), (Entry("/srv/ada")!.Value.User, Entry("/srv/ada")!.Value.Group));
    }

    [Theory]
    [InlineData("root", "root is a system account (user id 0 in /etc/passwd) and cannot become the administrator: choose another user name")]
    [InlineData("daemon", "daemon is a system account (user id 1 in /etc/passwd) and cannot become the administrator: choose another user name")]
    [InlineData("nouser", "nouser is a system account (user id 65534 in /etc/passwd) and cannot become the administrator: choose another user name")]
    [InlineData("short", "the line for short in /etc/passwd is invalid: expected 7 fields; correct or remove the line")]
    [InlineData("odd", "the line for odd in /etc/passwd is invalid: the user id and the group id must be numbers; correct or remove the line")]
    [InlineData("sudo", "sudo is a system group (group id 27 in /etc/group), and a user with that name would get its rights: choose another user name")]
    [InlineData("team", "the group team exists and bob is a member, so the user team would share its files: choose another user name, or remove the group")]
    [InlineData("staff", "the group staff exists and daemon is a member, so the user staff would share its files: choose another user name, or remove the group")]
    [InlineData("torn", "the line for torn in /etc/shadow is invalid: expected 9 fields; correct or remove the line")]
    public void Rejects_names_of_system_accounts_and_shared_groups(string name, string sentence)
    {
        root.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:2000:::\nnouser:x:65534:65534:::\nshort:x:1\nodd:x:a:b:::\n");
        root.Write("/etc/group", root.Read("/etc/group") + "team:x:1100:bob,team\nstaff:x:2000:\n").Write("/etc/shadow", "torn:$6$x\n");
        Refused(sentence, name);
    }

    [Fact]
    public void Uses_an_existing_group_of_the_same_name_without_other_members()
    {
        root.Write("/etc/group", "root:x:0:\nada:x:1234:ada\n");
        Apply();
        Assert.EndsWith("ada:x:1000:1234::/home/ada:/bin/sh\n", root.Read("/etc/passwd"), StringComparison.Ordinal);
        Assert.Equal("root:x:0:\nada:x:1234:ada\n", root.Read("/etc/group"));
    }

    [Fact]
    public void Does_not_create_a_missing_shadow_if_passwd_refers_to_it()
    {
        File.Delete(root.Below("/etc/shadow"));
        Refused("/etc/shadow is missing, but /etc/passwd refers to it for the password of root: restore it, or create it with pwconv");
        root.Write("/etc/passwd", "root:*:0:0:root:/root:/bin/bash\n");
        Apply();
        Assert.Equal(("ada:!:20513::::::\n", "0600"), (root.Read("/etc/shadow"), Entry("/etc/shadow")!.Value.Mode.ToString()));
    }

    [Fact]
    public void Does_not_create_a_missing_passwd_if_shadow_has_users()
    {
        File.Delete(root.Below("/etc/passwd"));
        root.Write("/etc/shadow", "root:*:1::::::\nbob:$y$x:1::::::\n");
        Refused("/etc/passwd is missing, but /etc/shadow has an entry for bob: restore /etc/passwd, because a new one would hide the existing users");
    }

    [Fact]
    public void Creates_a_locked_root_and_the_administrator_on_a_machine_without_accounts()
    {
        Directory.Delete(root.Below("/etc"), recursive: true);
        Directory.Delete(root.Below("/home"));
        Assert.Equal(["make /etc", "new user ada (user id 1000, group id 1000, shell /bin/sh)", "make /home", "home directory /home/ada of ada, with the content of /etc/skel"], Apply());
        Assert.Equal("root:x:0:0:root:/root:/bin/sh\n" + User, root.Read("/etc/passwd"));
        Assert.Equal("root:*:20513::::::\nada:!:20513::::::\n", root.Read("/etc/shadow"));
        Assert.Equal("root:x:0:\nada:!:1000:\n", root.Read("/etc/group"));
    }

    [Fact]
    public void Does_not_reuse_the_password_of_a_removed_user()
    {
        root.Write("/etc/shadow", "root:*:1::::::\nada::1::::::\nzed:*:1::::::\n");
        Apply();
        Assert.Equal("root:*:1::::::\nada:!:20513::::::\nzed:*:1::::::\n", root.Read("/etc/shadow"));
    }

    [Fact]
    public void Uses_the_configured_groups_and_shell()
    {
        settings = new AccountSettings { Groups = ["adm", "none", "ada"], Shell = "/usr/bin/fish" };
        Apply();
        Assert.EndsWith(":/usr/bin/fish\n", root.Read("/etc/passwd"), StringComparison.Ordinal);
        Assert.Equal("root:x:0:\nadm:x:4:ada\nsudo:x:27:\nada:x:1000:\n", root.Read("/etc/group"));
    }

    [Fact]
    public void Does_not_use_a_missing_shell()
    {
        root.Write("/etc/default/useradd", "SHELL=/bin/zsh\n").Write("/usr/bin/bash", "").Link("/bin/bash", "/usr/bin/bash");
        Apply();
        Assert.EndsWith(":/bin/bash\n", root.Read("/etc/passwd"), StringComparison.Ordinal);
    }

    [Fact]
    public void Plans_again_if_the_user_vanishes_before_the_change()
    {
        root.Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\n" + User).Write("/etc/group", "root:x:0:\nada:x:1000:\nsudo:x:27:\n");
        var plan = Plan(out _)!;
        root.Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\n").Write("/etc/group", "root:x:0:\nsudo:x:27:\n");
        var failure = new Executor(root.Directory, kernel).Apply(plan.Changes[0]);
        Assert.Equal("/etc/group has changed since the plan was made: no account file was written, and the next run plans again", failure?.Reason);
        Apply();
        Assert.EndsWith(User, root.Read("/etc/passwd"), StringComparison.Ordinal);
    }

    [Fact]
    public void Completes_an_interruption_between_two_files()
    {
        root.Write("/etc/subuid", "").Write("/etc/subgid", "bob:100000:65536\n");
        var whole = (EditAccountFiles)Plan(out _)!.Changes[0];
        Assert.Equal(["/etc/gshadow", "/etc/group", "/etc/subuid", "/etc/subgid", "/etc/shadow", "/etc/passwd"], whole.Edits.Select(edit => edit.Kind.Path));
        for (int done = 0; done <= whole.Edits.Count; done++)
        {
            using var cut = new CreateAccountTests();
            cut.root.Write("/etc/subuid", "").Write("/etc/subgid", "bob:100000:65536\n");
            foreach (var edit in whole.Edits.Take(done)) File.WriteAllBytes(cut.root.Below(edit.Kind.Path), edit.Content.ToArray());
            cut.root.Write("/home/.ada.daybreak/half/made", "");
            cut.Apply();
            foreach (var edit in whole.Edits) Assert.Equal(edit.Content.ToArray(), File.ReadAllBytes(cut.root.Below(edit.Kind.Path)));
            Assert.Equal(["/home/ada"], Directory.GetFileSystemEntries(cut.root.Below("/home")).Select(path => path[cut.root.Path.Length..]));
        }
    }

    [Fact]
    public void Rejects_a_skeleton_that_is_not_a_directory()
    {
        for (int i = 0; i <= 4096; i++) root.Write($"/etc/skel/{i}", "");
        Refused("/etc/skel has more than 4096 entries or 32 MiB, which is too large for a skeleton directory: correct SKEL in /etc/default/useradd");
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint user, uint group);
}
