using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public sealed class AccountToolsTests : IDisposable
{
    private readonly ThrowAwayRoot root = new();
    private readonly FakeKernel kernel = new();
    private readonly AccountSettings settings = new() { UsesTools = true };

    public AccountToolsTests() =>
        root.MakeDirectory("/home").Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\n").Write("/etc/shadow", "root:*:1::::::\n").Write("/etc/group", "root:x:0:\nadm:x:4:\nsudo:x:27:\n").Write("/bin/sh", "");

    public void Dispose() => root.Dispose();

    private string[] Programs(out string? failure, MachineView? view = null)
    {
        var (plan, refused) = Planner.Make([new CreateAccount(settings, TimeProvider.System)], Specifications.For("ada"), view ?? new MachineView(root.Directory, kernel));
        failure = StepRun.Cause(refused);
        return [.. (plan?.Steps[0].Changes ?? []).Select(change => change is RunProgram run ? string.Join(' ', run.Arguments) : change.Sentence)];
    }

    [Fact]
    public void Creates_a_user_and_home_with_useradd()
    {
        root.Write("/usr/sbin/useradd", "");
        Assert.Equal(["/usr/sbin/useradd -m -s /bin/sh -G adm,sudo ada"], Programs(out _));
        root.Write("/etc/group", "root:x:0:\nada:x:1000:\n");
        Assert.Equal(["/usr/sbin/useradd -m -s /bin/sh -g ada ada"], Programs(out _));
    }

    [Fact]
    public void The_view_includes_the_effect_of_useradd()
    {
        root.Write("/usr/sbin/useradd", "");
        var view = new MachineView(root.Directory, kernel);
        Programs(out _, view);
        Assert.Contains("\nada:x:1000:1000:", view.ReadText("/etc/passwd"), StringComparison.Ordinal);
        Assert.NotNull(view.Entry("/home/ada"));
        Assert.Empty(Programs(out _, view));
    }

    [Fact]
    public void Adds_groups_with_usermod_and_creates_the_home_itself()
    {
        root.Write("/usr/sbin/usermod", "").Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nada:x:1000:1000::/home/ada:/bin/sh\n");
        Assert.Equal(["/usr/sbin/usermod -a -G adm,sudo ada", "home directory /home/ada of ada, with the content of /etc/skel"], Programs(out _));
    }

    [Fact]
    public void Uses_the_arguments_of_busybox()
    {
        root.Write("/bin/busybox", "").Link("/usr/sbin/adduser", "/bin/busybox").Link("/usr/sbin/addgroup", "/bin/busybox");
        Assert.Equal(["/usr/sbin/adduser -D -s /bin/sh ada"], Programs(out _));
        root.Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nada:x:1000:1000:Linux User,,,:/home/ada:/bin/sh\n");
        Assert.Equal(["/usr/sbin/addgroup ada adm", "home directory /home/ada of ada, with the content of /etc/skel"], Programs(out _)[..1].Concat(Programs(out _)[^1..]));
    }

    [Fact]
    public void Fails_without_tools_or_without_a_running_machine()
    {
        Programs(out string? failure);
        Assert.Equal("[Account] Backend=useradd: this machine has neither useradd nor adduser: use Backend=native", failure);
        var (plan, refused) = Planner.Make([new CreateAccount(settings, TimeProvider.System)], Specifications.For("ada"), new MachineView(root.Directory, new NoKernel()));
        Assert.Null(plan);
        Assert.Equal("[Account] Backend=useradd requires the running machine: use Backend=native for this root directory", StepRun.Cause(refused));
    }

    [Fact]
    public void No_argument_is_a_secret()
    {
        root.Write("/usr/sbin/useradd", "");
        Assert.DoesNotContain(Programs(out _), program => program.Contains("-p", StringComparison.Ordinal) || program.Contains('$'));
    }

    /// <summary>The real tools in the throw-away root. After each program there is a new plan, as in a provisioning.</summary>
    [Fact]
    public void Real_useradd_produces_the_planned_account()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        root.Write("/usr/sbin/useradd", "").Write("/usr/sbin/usermod", "");
        var inRoot = new RootKernel(root.Path);
        int rounds = 0;
        while (true)
        {
            var (plan, refused) = Planner.Make([new CreateAccount(settings, TimeProvider.System)], Specifications.For("ada"), new MachineView(root.Directory, inRoot));
            Assert.Null(StepRun.Cause(refused));
            if (plan!.IsEmpty) break;
            Assert.True(++rounds <= 4, string.Join("; ", inRoot.Programs));
            Assert.Null(new Executor(root.Directory, inRoot).Apply(plan.Steps[0].Changes[0]) is { } failure ? failure.Message : null);
        }
        Assert.Equal(1, rounds);
        Assert.Contains("adm:x:4:ada\nsudo:x:27:ada\n", root.Read("/etc/group"), StringComparison.Ordinal);
        Assert.Contains("\nada:!:", root.Read("/etc/shadow"), StringComparison.Ordinal);
    }

    /// <summary>Runs useradd and usermod with their option for a root directory.</summary>
    private sealed class RootKernel(string root) : IKernel
    {
        public List<string> Programs { get; } = [];

        public bool IsRunning => true;

        public string? HostName => "vm1";

        public TimeSpan? Uptime => null;

        public Failure? SetHostName(string name) => null;

        public ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit)
        {
            Programs.Add(string.Join(' ', arguments));
            string[] command = [arguments[0], "-R", root, .. arguments.Skip(1)];
            using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return new ProgramOutcome(process.ExitCode, error);
        }
    }
}
