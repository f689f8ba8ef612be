using System.Diagnostics;
using System.Text;
using Daybreak.Configuration;
using Daybreak.Machine;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>The real useradd and usermod in throw-away roots. The same input must give the same bytes.</summary>
public class ShadowUtilsTests
{
    private static readonly int Machines = Effort.Of(quick: 40, all: 150);
    private static readonly string[] Groups = ["sudo", "adm", "wheel"];
    private static readonly string[] Files = ["/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow"];

    [Fact]
    public void A_new_user_equals_that_of_useradd()
    {
        int made = ForAll((theirs, ours) =>
        {
            string shell = UserEntry.Find(ours.Wanted("/etc/passwd"), "ada")!.Shell;
            string[] own = theirs.Read("/etc/group").Split('\n').Any(line => line.StartsWith("ada:", StringComparison.Ordinal)) ? ["-g", "ada"] : [];
            return Run("useradd", ["-R", theirs.Path, "-m", "-s", shell, .. own, "-G", "sudo,adm", "ada"]);
        });
        Assert.InRange(made, Machines / 2, Machines);
    }

    [Fact]
    public void Added_groups_equal_those_of_usermod() => Assert.InRange(ForAll((theirs, _) => Run("usermod", ["-R", theirs.Path, "-a", "-G", "sudo,adm", "bob"]), "bob"), Machines / 5, Machines);

    /// <param name="Root">The root for the step.</param>
    /// <param name="Machine">The view with all planned changes.</param>
    private sealed record Ours(ThrowAwayRoot Root, MachineView Machine)
    {
        public AccountFile Wanted(string path) => AccountFile.Of(AccountFileKind.Passwd, Machine.Read(path));
    }

    private static int ForAll(Func<ThrowAwayRoot, Ours, int> real, string name = "ada")
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/sbin/useradd"), "needs root, and useradd of shadow-utils to compare with");
        int made = 0;
        for (int seed = 0; seed < Machines; seed++)
        {
            using ThrowAwayRoot theirs = new(), ours = new();
            ArbitraryAccounts.Write(new Random(seed), theirs, ours);
            if (name != "ada" && !theirs.Read("/etc/passwd").Contains($"\n{name}:", StringComparison.Ordinal)) continue;
            var day = new Day();
            var view = new MachineView(ours.Directory, new NoKernel());
            var (plan, failure) = Planner.Make([new CreateAccount(new AccountSettings { Groups = Groups }, day)], Specifications.For(name), view);
            if (plan is null)
            {
                // If no id is free, useradd fails too. Other tests check what only Daybreak refuses.
                if (failure!.Message.Contains("is free between", StringComparison.Ordinal)) Assert.NotEqual(0, Run("useradd", ["-R", theirs.Path, "-m", "-G", "sudo,adm", name]));
                continue;
            }
            int exit = real(theirs, new Ours(ours, view));
            if (new Day().Text != day.Text) continue;
            Assert.True(exit == 0, $"seed {seed}: useradd failed with {exit}, and our plan is {string.Join("; ", plan.Steps[0].Changes.Select(change => change.Sentence))}");
            var executor = new Executor(ours.Directory, new NoKernel());
            foreach (var change in plan.Steps[0].Changes) Assert.Null(executor.Apply(change)?.Reason);

            foreach (string path in Files) Assert.True(Text(theirs, path) == Text(ours, path), $"seed {seed}, {path}: useradd made\n{Text(theirs, path)}\nand we\n{Text(ours, path)}");
            // useradd sorts these by number, Daybreak keeps their order.
            foreach (string path in (string[])["/etc/subuid", "/etc/subgid"]) Assert.Equal(Lines(theirs, path), Lines(ours, path));
            if (name == "ada") Assert.True(Tree(theirs) == Tree(ours), $"seed {seed}: useradd made\n{Tree(theirs)}\nand we\n{Tree(ours)}");
            made++;
        }
        return made;
    }

    private static string Text(ThrowAwayRoot root, string path) => root.Has(path) ? Encoding.Latin1.GetString(File.ReadAllBytes(root.Below(path))) : "(none)";

    private static string[] Lines(ThrowAwayRoot root, string path) => [.. Text(root, path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];

    private static string Tree(ThrowAwayRoot root)
    {
        using var find = Process.Start(new ProcessStartInfo("find", [root.Below("/home"), "-printf", "%P %y %m %U:%G %l\\n"]) { RedirectStandardOutput = true })!;
        string[] lines = find.StandardOutput.ReadToEnd().Split('\n');
        find.WaitForExit();
        return string.Join('\n', lines.Order(StringComparer.Ordinal));
    }

    private static int Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/sbin/" + program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _ = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }

    private sealed class Day : TimeProvider
    {
        private readonly DateTimeOffset now = TimeProvider.System.GetUtcNow();

        public string Text => ShadowEntry.Today(this);

        public override DateTimeOffset GetUtcNow() => now;
    }
}
