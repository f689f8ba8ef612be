using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Daybreak.Simulator.Tests.Peers;

/// <summary>A run of one of Debian's agents against a scenario, at Azure's addresses in a temporary network namespace.</summary>
/// <param name="Said">The data that the agent received, as printed by its driver.</param>
/// <param name="Log">The simulator's log.</param>
internal sealed record PeerRun(JsonNode Said, IReadOnlyList<JsonNode> Log)
{
    private const string Script = """
        set -e
        ip link set lo up
        ip address add 168.63.129.16/32 dev lo
        ip address add 169.254.169.254/32 dev lo
        "$SIMULATOR" run --imds 169.254.169.254:80 --wireserver 168.63.129.16:80 --hostgaplugin 168.63.129.16:32526 --scenario "$SCENARIO" --log log --for-seconds 120 >console 2>&1 &
        simulator=$!
        for attempt in $(seq 300); do grep -q '^ready' console && break; kill -0 $simulator || { cat console >&2; exit 1; }; sleep 0.1; done
        status=0
        timeout 100 /usr/bin/python3 "$DRIVER" "$PWD" "$PWD/ovf-env.xml" >said || status=$?
        kill $simulator
        exit $status
        """;

    /// <summary>The operations in order.</summary>
    public IReadOnlyList<string> Operations => [.. Log.Select(line => line["operation"]!.ToString())];

    /// <summary>The client errors that the simulator found.</summary>
    public IReadOnlyList<string> Misbehaviour => [.. Log.SelectMany(line => line["misbehaviour"]!.AsArray()).Select(item => item!.ToJsonString())];

    /// <summary>Runs a driver. Skips the test if the agent or namespaces are not available.</summary>
    /// <param name="driver">The driver's file name.</param>
    /// <param name="scenario">The scenario's YAML.</param>
    public static async Task<PeerRun> Of(string driver, string scenario)
    {
        var modules = PeerPackages.Modules;
        Assert.SkipUnless(Tools.TryRun("util-linux", "unshare", "", "--net", "true").Status == 0, "creating a network namespace requires root");
        var directory = Directory.CreateTempSubdirectory("daybreak-peer-").FullName;
        try
        {
            var file = Path.Combine(directory, "scenario.yaml");
            File.WriteAllText(file, scenario);
            Assert.Equal((0, "", ""), await Commands.Program.Run("disc", "--scenario", file, "--format", "iso9660", "--out", Path.Combine(directory, "disc")));
            File.WriteAllText(Path.Combine(directory, "ovf-env.xml"), Tools.Run("genisoimage", "isoinfo", "", "-J", "-x", "/ovf-env.xml;1", "-i", Path.Combine(directory, "disc")));
            var start = new ProcessStartInfo("/usr/bin/unshare", ["--net", "/bin/sh", "-c", Script]) { WorkingDirectory = directory, RedirectStandardError = true };
            start.Environment["SIMULATOR"] = Path.Combine(AppContext.BaseDirectory, "daybreak-simulator");
            start.Environment["SCENARIO"] = file;
            start.Environment["DRIVER"] = Path.Combine(AppContext.BaseDirectory, "Peers", driver);
            start.Environment["PYTHONPATH"] = modules;
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, $"{driver} exited with {process.ExitCode}: {await errors}");
            return new PeerRun(JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "said")))!, [.. File.ReadAllLines(Path.Combine(directory, "log")).Select(line => JsonNode.Parse(line)!)]);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
