using System.Diagnostics;
using System.Text.Json;
using Daybreak.Machine.Sudo;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Machine.Tests.Sudo;

/// <summary>Checks the written files with the real visudo, cvtsudoers and doas.</summary>
public sealed class SudoersFileTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("daybreak-sudo-").FullName;

    // All valid forms of user names (a letter or an underscore, then letters, digits, "_", "-", "."), and words that sudo reserves.
    private static Arbitrary<string> UserNames => Gen.Frequency(
        (3, Gen.Elements(
            "ALL", "Defaults", "User_Alias", "Host_Alias", "Cmnd_Alias", "Cmd_Alias", "Runas_Alias", "sudoedit", "list", "sha224", "sha256", "sha384", "sha512", "NOPASSWD", "PASSWD",
            "ROLE", "TYPE", "PRIVS", "LIMITPRIVS", "APPARMOR_PROFILE", "CWD", "CHROOT", "TIMEOUT", "NOTBEFORE", "NOTAFTER", "EXEC", "NOEXEC", "SETENV", "LOG_INPUT", "MAIL", "FOLLOW", "INTERCEPT",
            "include", "includedir", "A", "_", "__", "ADMIN", "ADMIN-1", "A.B", "_1", "john.doe", "a.", "a-", "a..b", "Defaults.x", "ALL.", "ALL-")),
        (7, Gen.Elements([.. "abzABZ_"]).SelectMany(first => Gen.Elements([.. "abzABZ019_-."]).ListOf().Select(rest => $"{first}{string.Concat(rest.Take(31))}")))).ToArbitrary();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Writes_a_rule_that_visudo_accepts_for_any_user_name_and_only_that_user() => Prop.ForAll(UserNames, Gen.Elements(true, false).ToArbitrary(), (user, asks) =>
    {
        string path = Write("rule", SudoersFile.Rule(user, asks));
        Assert.Equal(0, Run("visudo", "-c", "-f", path).ExitCode);
        using var json = JsonDocument.Parse(Run("cvtsudoers", "-f", "json", path).Output);
        var rule = Assert.Single(json.RootElement.GetProperty("User_Specs").EnumerateArray());
        Assert.Equal(user, Assert.Single(rule.GetProperty("User_List").EnumerateArray()).GetProperty("username").GetString());
        var specification = Assert.Single(rule.GetProperty("Cmnd_Specs").EnumerateArray());
        Assert.Equal(asks, !specification.GetRawText().Replace(" ", "", StringComparison.Ordinal).Contains("\"authenticate\":false", StringComparison.Ordinal));
        // "ALL" in that list could mean all users. Only the filter by user shows the difference.
        Assert.DoesNotContain("Cmnd_Specs", Run("cvtsudoers", "-m", "user=another-user", "-f", "json", path).Output, StringComparison.Ordinal);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Theory]
    [InlineData("1000")]
    [InlineData("7up")]
    [InlineData("-dash")]
    [InlineData("!bob")]
    [InlineData("two words")]
    [InlineData("a=b")]
    [InlineData("a:b")]
    [InlineData("a,b")]
    [InlineData("a(b)")]
    [InlineData("a@b")]
    [InlineData("a#b")]
    [InlineData("a%b")]
    [InlineData("a\"b")]
    [InlineData("b\u00f6b")]
    public void Writes_a_rule_for_a_name_with_special_characters(string user)
    {
        string path = Write("rule", SudoersFile.RuleOf(user, "ALL=(ALL) ALL") + "\n");
        Assert.Equal(0, Run("visudo", "-c", "-f", path).ExitCode);
        using var json = JsonDocument.Parse(Run("cvtsudoers", "-f", "json", path).Output);
        var rule = Assert.Single(json.RootElement.GetProperty("User_Specs").EnumerateArray());
        var named = Assert.Single(rule.GetProperty("User_List").EnumerateArray());
        Assert.Equal(user, named.GetProperty("username").GetString());
        Assert.False(named.TryGetProperty("negated", out _));
    }

    [Theory]
    [InlineData("%wheel")]
    [InlineData("+netgroup")]
    [InlineData("#0")]
    [InlineData("bob\nroot")]
    [InlineData("DOMAIN\\bob")]
    [InlineData("")]
    public void Rejects_a_name_that_sudoers_cannot_express(string user) =>
        Assert.Throws<ArgumentException>(() => SudoersFile.RuleOf(user, "ALL=(ALL) ALL"));

    [Fact]
    public void Uses_a_separate_file_that_sudo_reads_for_each_user_name() => Prop.ForAll(UserNames, UserNames, (one, other) =>
    {
        string name = Path.GetFileName(SudoersFile.DropIn(one));
        Assert.DoesNotContain('.', name);
        Assert.False(name.EndsWith('~'));
        Assert.Equal(one == other, SudoersFile.DropIn(one) == SudoersFile.DropIn(other));
        Assert.Contains('.', Path.GetFileName(SudoersFile.Unchecked(SudoersFile.DropIn(one))));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Writes_a_rule_that_doas_accepts_for_any_user_name() => Prop.ForAll(
        Gen.OneOf(UserNames.Generator, Gen.Elements("permit", "deny", "as", "cmd", "args", "nopass", "nolog", "persist", "keepenv", "setenv")).ToArbitrary(),
        Gen.Elements(true, false).ToArbitrary(),
        (user, asks) => Assert.Equal(0, Run("doas", "-C", Write("doas.conf", DoasFile.WithRule("permit :wheel", user, asks))).ExitCode)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("@includedir /etc/sudoers.d\n", true)]
    [InlineData("x\n  #includedir\t/etc/sudoers.d/  \n", true)]
    [InlineData("@includedir \"/etc/sudoers.d\"\n", true)]
    [InlineData("@includedir sudoers.d\n", true)]
    [InlineData("# includedir /etc/sudoers.d\n", false)]
    [InlineData("##includedir /etc/sudoers.d\n", false)]
    [InlineData("@include /etc/sudoers.d\n", false)]
    [InlineData("@includedir /etc/sudoers.d.old\n", false)]
    [InlineData("@includedirs /etc/sudoers.d\n", false)]
    [InlineData("", false)]
    public void Recognizes_a_main_file_that_includes_the_drop_ins(string text, bool includes)
    {
        Assert.Equal(includes, SudoersFile.IncludesDropIns(text));
        Assert.True(SudoersFile.IncludesDropIns(SudoersFile.WithDropIns(text)));
    }

    [Theory]
    [InlineData("root ALL=(ALL) ALL", "root ALL=(ALL) ALL\n#includedir /etc/sudoers.d\n")]
    [InlineData("root ALL=(ALL) ALL\n", "root ALL=(ALL) ALL\n#includedir /etc/sudoers.d\n")]
    [InlineData("", "#includedir /etc/sudoers.d\n")]
    public void Keeps_the_lines_of_a_main_file(string before, string after) => Assert.Equal(after, SudoersFile.WithDropIns(before));

    [Theory]
    [InlineData("", "permit nopass alice\n")]
    [InlineData("permit :wheel\n", "permit :wheel\npermit nopass alice\n")]
    [InlineData("permit :wheel", "permit :wheel\npermit nopass alice\n")]
    [InlineData("permit nopass alice\n\ndeny bob\n", "permit nopass alice\n\ndeny bob\n")]
    [InlineData("permit persist alice\npermit nopass alicent\n", "permit nopass alicent\npermit nopass alice\n")]
    public void Writes_the_rule_to_the_file_of_doas_once(string before, string after)
    {
        Assert.Equal(after, DoasFile.WithRule(before, "alice", asksForPassword: false));
        Assert.Equal(after, DoasFile.WithRule(after, "alice", asksForPassword: false));
    }

    private string Write(string name, string content)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        // sbin may not be in PATH.
        string path = File.Exists($"/usr/sbin/{program}") ? $"/usr/sbin/{program}" : program;
        using var process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
