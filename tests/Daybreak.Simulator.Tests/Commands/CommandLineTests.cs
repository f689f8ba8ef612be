using System.Diagnostics;
using Daybreak.Simulator.Commands;

namespace Daybreak.Simulator.Tests.Commands;

/// <summary>Invalid arguments of every option and verb give one error line and never a stack trace.</summary>
public sealed class CommandLineTests
{
    private static readonly string[] Verbs = ["run", "disc", "boot", "score", "scenarios", "storm"];

    private static readonly string[] Score = ["score", "--agent", "a=b", "--inspection-key", "k"];

    private static readonly string[] Imds = ["run", "--imds", "127.0.0.1:0"];

    public static TheoryData<string[], string> InvalidArguments
    {
        get
        {
            var rows = new TheoryData<string[], string>
            {
                { [], "Required command was not provided." },
                { [""], "''" },
                { ["dance"], "'dance'" },
                { ["@nowhere"], "nowhere" },
                { ["run"], "Specify --imds ADDR:PORT, --wireserver ADDR:PORT or both." },
                { ["run", "--hostgaplugin", "127.0.0.1:0"], "Specify --imds ADDR:PORT, --wireserver ADDR:PORT or both." },
                { [.. Imds, "extra"], "'extra'" },
                { [.. Imds, "--imds", "127.0.0.1:0"], "'--imds' expects a single argument but 2 were provided." },
                { [.. Imds, "--control", "192.0.2.1:80"], "--control requires a loopback address" },
                { [.. Imds, "--quiet=perhaps"], "'perhaps'" },
                { ["boot"], "Required argument missing for command: 'boot'." },
                { ["boot", ""], "boot requires the path of an image, not ''." },
                { ["boot", "a", "b"], "'b'" },
                { ["boot", "a", "--keep=perhaps"], "'perhaps'" },
                { ["boot", "a", "--append", "ro"], "--initrd and --append require --kernel." },
                { ["boot", "a", "--initrd", "x"], "--initrd and --append require --kernel." },
                { ["disc"], "Option '--out' is required." },
                { ["disc", "--out", "x", "--label", ""], "--label requires 1 to 30 ASCII characters." },
                { ["disc", "--out", "x", "--label", "naïve"], "--label requires 1 to 30 ASCII characters." },
                { ["disc", "--out", "x", "--label", new string('a', 31)], "--label requires 1 to 30 ASCII characters." },
                { ["score"], "is required." },
                { ["score", "--agent", "a=b"], "Option '--inspection-key' is required." },
                { ["score", "--inspection-key", "k", "--agent", "nothing"], "--agent requires NAME=IMAGE, not 'nothing'." },
                { ["score", "--inspection-key", "k", "--agent", "=image"], "--agent requires NAME=IMAGE, not '=image'." },
                { ["score", "--inspection-key", "k", "--agent", "name="], "--agent requires NAME=IMAGE, not 'name='." },
                { [.. Score, "--append", "ro"], "--initrd and --append require --kernel." },
                { ["scenarios", "a", "b"], "'b'" },
                { ["storm", "extra"], "'extra'" },
                { ["storm", "--json=7"], "'7'" },
            };
            foreach (var option in (string[])["--imds", "--wireserver", "--hostgaplugin", "--control"])
            {
                foreach (var value in (string[])["", "many", "127.0.0.1", "localhost:80", "127.0.0.1:99999", "127.0.0.1:-1", "127.0.0.1:", ":80", "::1", "[::1]", "http://127.0.0.1:80", "127.0.0.1:0:0", "é:80"])
                    rows.Add([.. option == "--imds" ? ["run"] : Imds, option, value], $"{option} requires an IP address and a port such as 127.0.0.1:0, not '{value}'.");
            }
            foreach (var value in (string[])["", "yes", "-1", "65536", "0.0.0.0:80", "127.0.0.1", "192.0.2.1:8000", "ON"]) rows.Add([.. Imds, "--page", value], $"--page requires a port, a loopback address with a port such as 127.0.0.1:8000, or off, not '{value}'.");

            void Number(string[] before, string option, string expected, params string[] wrong)
            {
                foreach (var value in (string[])["many", "", " ", "1h", "0x10", "NaN", "∞", "-1", "99999999999999999999", .. wrong]) rows.Add([.. before, option, value], $"{option} requires {expected}, not '{value}'.");
            }

            Number(Imds, "--for-seconds", "a number from 0.001 to 604800", "0", "1e99");
            Number(Imds, "--max-requests", "a whole number from 1 to 2147483647", "0", "1.5", "2147483648");
            Number(["boot", "a"], "--time-limit", "a whole number from 1 to 86400", "0", "86401", "1.5");
            Number(["boot", "a"], "--memory", "a whole number from 64 to 1048576", "63", "1048577", "1G");
            Number(["boot", "a"], "--generation", "1 or 2", "0", "3", "two");
            Number(Score, "--time-limit", "a whole number from 1 to 86400", "0", "86401");
            Number(Score, "--generation", "1 or 2", "0", "3");
            Number(["storm"], "--vms", "a whole number from 1 to 100000", "0", "100001", "1e3");
            Number(["storm"], "--rate", "a number from 0.001 to 1000000", "0", "1000001");
            Number(["storm"], "--seconds", "a number from 0.001 to 3600", "0", "3601");
            Number(["storm"], "--connections", "a whole number from 1 to 20000", "0", "20001");

            foreach (var before in (string[][])[["boot", "a"], Score])
            {
                foreach (var value in (string[])["", "fast", "KVM"]) rows.Add([.. before, "--accelerator", value], $"--accelerator requires auto, kvm or tcg, not '{value}'.");
            }
            foreach (var option in (string[])["--log", "--disc"]) rows.Add([.. Imds, option, ""], $"{option} requires a file path, not ''.");
            rows.Add(["disc", "--out", ""], "--out requires a file path, not ''.");
            foreach (var option in (string[])["--kernel", "--console", "--json", "--junit"]) rows.Add(["boot", "a", option, ""], $"{option} requires a file path, not ''.");
            foreach (var before in (string[][])[["boot", "a"], Score]) rows.Add([.. before, "--kernel", "k", "--initrd", ""], "--initrd requires a file path, not ''.");
            foreach (var option in (string[])["--kernel", "--markdown", "--json"]) rows.Add([.. Score, option, ""], $"{option} requires a file path, not ''.");
            rows.Add(["score", "--agent", "a=b", "--inspection-key", ""], "--inspection-key requires a file path, not ''.");
            foreach (var value in (string[])["", ",", " , ,"]) rows.Add([.. Score, "--scenarios", value], "--scenarios requires a comma-separated list of at least one scenario name or file.");
            foreach (var before in (string[][])[Imds, ["boot", "a"], ["disc", "--out", "x"]]) rows.Add([.. before, "--scenario", ""], "--scenario requires a file path or the name of a scenario, not ''.");
            foreach (var value in (string[])["fat", "", "UDF "]) rows.Add(["disc", "--out", "x", "--format", value], $"--format requires udf, bridge or iso9660, not '{value}'.");
            foreach (var value in (string[])["none", ""]) rows.Add(["disc", "--out", "x", "--prefixes", value], $"--prefixes requires wa, ns or default, not '{value}'.");

            string[] last = ["--scenario"];
            foreach (var verb in Verbs)
            {
                rows.Add([.. verb switch { "run" => Imds, "disc" => ["disc", "--out", "x"], "score" => Score, _ => [verb] }, "--unknown"], "'--unknown'");
                if (verb is "run" or "disc" or "boot") rows.Add([verb, .. verb == "boot" ? (string[])["a"] : verb == "disc" ? ["--out", "x"] : ["--imds", "127.0.0.1:0"], .. last], "Required argument missing for option: '--scenario'.");
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(InvalidArguments))]
    public async Task Rejects_invalid_arguments_with_one_error_and_exit_status_64(string[] arguments, string expected)
    {
        var errors = new StringWriter();

        var status = await CommandLine.RunAsync(arguments, errors);

        Assert.Equal(64, status);
        var lines = errors.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Equal("Try 'daybreak-simulator --help'.", lines[^1]);
        Assert.StartsWith("daybreak-simulator: ", lines[0]);
        Assert.Contains(expected, lines[0]);
    }

    /// <summary>The table above must contain every option in the help.</summary>
    [Fact]
    public async Task Table_covers_every_option()
    {
        var tried = InvalidArguments.Select(row => row.Data.Item1).SelectMany(words => words.Skip(1).Select(word => $"{words[0]} {word.Split('=')[0]}")).ToHashSet();
        foreach (var verb in Verbs)
        {
            var (_, help, _) = await Program.Run(verb, "--help");
            var options = help.Split('\n').Select(line => line.Trim().Split(' ')[0]).Where(word => word.StartsWith("--", StringComparison.Ordinal)).ToList();
            Assert.All(options, option => Assert.Contains($"{verb} {option}", tried));
        }
    }

    [Fact]
    public async Task Help_contains_no_implementation_details()
    {
        foreach (var verb in (string[])["", .. Verbs])
        {
            var (status, help, error) = await Program.Run(verb.Length == 0 ? ["--help"] : [verb, "--help"]);

            Assert.Equal((0, ""), (status, error));
            Assert.DoesNotContain("{", help);
            Assert.DoesNotContain("Nullable", help);
            Assert.DoesNotContain("[default: 0]", help);
        }
    }

    public static TheoryData<int, string[], string> MissingFiles => new()
    {
        { 65, [.. Imds, "--scenario", "nothing"], "unknown scenario" },
        { 65, [.. Imds, "--scenario", "/nowhere/s.yaml"], "/nowhere/s.yaml: cannot be read: " },
        { 65, [.. Imds, "--scenario", "/"], "/: cannot be read: " },
        { 65, [.. Imds, "--scenario", "/dev/zero"], "/dev/zero: expected at most 1048576 bytes." },
        { 65, ["scenarios", ""], "unknown scenario ''" },
        { 65, ["disc", "--out", "x", "--scenario", "./nowhere"], "./nowhere: cannot be read: " },
        { 65, ["boot", "/etc", "--scenario", "nothing"], "unknown scenario" },
        { 65, ["boot", "/etc"], "image '/etc' is a directory without /sbin/init" },
        { 65, ["boot", "/dev/null"], "image '/dev/null' has 0 bytes: too small for a disk." },
        { 65, ["boot", "/dev/zero"], "image '/dev/zero' has 0 bytes: too small for a disk." },
        { 66, ["boot", "/nowhere/disk.raw"], "no such file: '/nowhere/disk.raw'." },
        { 66, ["boot", "/etc", "--kernel", "/nowhere/vmlinuz"], "no such file: '/nowhere/vmlinuz'." },
        { 66, ["boot", "/etc", "--kernel", "/etc/hosts", "--initrd", "/nowhere/initrd"], "no such file: '/nowhere/initrd'." },
        { 65, [.. Score, "--scenarios", "happy,nothing"], "unknown scenario" },
        { 66, [.. Score], "no such file: 'b'." },
        { 65, ["score", "--agent", "a=/dev/null", "--inspection-key", "k"], "image '/dev/null' has 0 bytes" },
        { 73, [.. Imds, "--log", "/"], "cannot write log '/': " },
        { 73, [.. Imds, "--disc", "/"], "cannot write image '/': " },
        { 73, ["disc", "--out", "/"], "cannot write image '/': " },
    };

    [Theory]
    [MemberData(nameof(MissingFiles))]
    public async Task Reports_missing_or_unwritable_files_in_one_line(int expected, string[] arguments, string sentence)
    {
        var (status, output, error) = await Program.Run(arguments);

        Assert.Equal((expected, ""), (status, output));
        Assert.Contains(sentence, Assert.Single(error.TrimEnd('\n').Split('\n')));
    }

    [Fact]
    public async Task Boot_checks_output_files_first()
    {
        var image = Path.GetTempFileName();
        var bytes = new byte[1024 * 1024];
        (bytes[510], bytes[511]) = (0x55, 0xaa);
        File.WriteAllBytes(image, bytes);
        var fine = image + ".json";
        try
        {
            foreach (var option in (string[])["--console", "--json", "--junit"])
            {
                var (status, output, error) = await Program.Run("boot", image, option, "/nowhere/file");
                Assert.Equal((73, ""), (status, output));
                Assert.StartsWith("daybreak-simulator: cannot write file '/nowhere/file': ", error);
            }
            Assert.Equal(73, (await Program.Run("boot", image, "--json", fine, "--junit", "/nowhere/file")).Status);
            Assert.False(File.Exists(fine));
        }
        finally
        {
            File.Delete(image);
        }
    }

    [Fact]
    public async Task Closed_output_pipe_causes_no_error()
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "\"$0\" scenarios | head -n 1; echo $?", Path.Combine(AppContext.BaseDirectory, "daybreak-simulator")]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Program.End(process);

        Assert.Empty(await error);
    }
}
