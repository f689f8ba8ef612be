using System.Text;
using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Media;

/// <summary>The secrets of the media are in no output and in no file, in no encoding, however the run ends.</summary>
public class SecretTests
{
    private const string Password = "Tr0ub4dor & <3> \"x\"";
    private const string CustomData = "#!/bin/sh\nTOKEN=s3cr3t-custom-data-payload\n";
    private const string UserData = "s3cr3t-user-data-payload";

    public static TheoryData<string, string, int> Runs => new()
    {
        { "all is well", "", 0 },
        { "IMDS is garbage", "faults: [{on: imds.instance, garbage: true}]\n", 0 },
        { "a name that is none", "faults: [{on: imds.instance, body: '{\"compute\": {\"osProfile\": {\"computerName\": \"a b\"}}}'}]\n", 65 },
        { "another administrator", "faults: [{on: imds.instance, body: '{\"compute\": {\"osProfile\": {\"computerName\": \"a\", \"adminUsername\": \"eve\", \"disablePasswordAuthentication\": \"false\"}}}'}]\n", 65 },
        { "a report that the platform refuses", "faults: [{on: wireserver.health, status: 500}, {on: wireserver.provisioningHealth, status: 500}]\n", 69 },
    };

    // The only place where they are stored, readable by root only.
    private static bool IsKept(string file) =>
        file.EndsWith("/var/lib/daybreak/custom-data", StringComparison.Ordinal) || file.EndsWith("/var/lib/daybreak/user-data", StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Runs))]
    public void Secrets_are_in_no_output_file_or_request(string what, string faults, int exit)
    {
        _ = what;
        string yaml = $"vm: {{name: vm1, user: alice, password: '{Password}', customData: \"{CustomData.Replace("\n", "\\n", StringComparison.Ordinal)}\", userData: {UserData}}}\n";
        using var platform = Simulator.Start(yaml + faults);
        using var machine = MachineRoot.Debian().WithDeadline(12).Write("/var/lib/hyperv/.kvp_pool_1", "");
        using var disc = Disc.Of(yaml);
        var run = platform.Provision(machine, "--verbose", "--media", disc.Path);
        Assert.True(run.Exit == exit, $"{run}");

        var seen = new StringBuilder(run.Output + run.Error);
        foreach (string file in Directory.EnumerateFiles(machine.Path, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).LinkTarget is null && !IsKept(file))) seen.Append(Encoding.Latin1.GetString(File.ReadAllBytes(file)));
        foreach (var request in platform.Requests) seen.Append(request.Target).Append(request.Body);
        foreach (var arguments in (string[][])[["explain"], ["explain", "--json"], ["explain", "password"], ["explain", "custom-data"], ["plan", "--verbose"], ["status", "--json"]])
        {
            var shown = arguments[0] == "status"
                ? Child.Run(Programs.Agent, [.. arguments, "--root", machine.Path])
                : Child.Run(Programs.Agent, [.. arguments, "--root", machine.Path, "--media", disc.Path, "--imds", "none", "--wireserver", "none"]);
            seen.Append(shown.Output).Append(shown.Error);
        }
        string all = seen.ToString();
        foreach (string secret in (string[])[Password, CustomData, UserData, "Tr0ub4dor", "s3cr3t"])
            foreach (string form in (string[])[secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')[..^2]])
                Assert.DoesNotContain(form, all, StringComparison.Ordinal);
        Assert.Contains("PROVISIONING_REPORT", machine.Read("/var/lib/hyperv/.kvp_pool_1"), StringComparison.Ordinal);
        Assert.Contains(exit == 0 ? "result=success" : "result=error", machine.Read("/var/lib/hyperv/.kvp_pool_1"), StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_follow_a_link_of_the_image_to_the_pool_of_the_machine()
    {
        using var elsewhere = MachineRoot.Bare();
        elsewhere.Write("/.kvp_pool_1", "");
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        Directory.CreateSymbolicLink(machine.Below("/var/lib/hyperv"), elsewhere.Path);
        Assert.Equal(0, platform.Provision(machine).Exit);
        Assert.Equal("", elsewhere.Read("/.kvp_pool_1"));
    }
}
