using System.Runtime.InteropServices;

namespace Daybreak.Tests.Rig;

/// <summary>The simulated platform on loopback, as a separate process, with one scenario and a log.</summary>
internal sealed class Simulator : IDisposable
{
    public const string VmId = "5f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d";
    private const int Terminate = 15;

    private readonly Child child;
    private readonly string directory;

    private Simulator(Child child, string directory, string imds, string wireServer)
    {
        this.child = child;
        this.directory = directory;
        Imds = imds;
        WireServer = wireServer;
    }

    public string Imds { get; }

    public string WireServer { get; }

    /// <summary>What it printed before the first request.</summary>
    public required string Announcement { get; init; }

    private bool DeletesDirectory { get; init; }

    /// <summary>All requests, in the order of the answers.</summary>
    public IReadOnlyList<SimulatedRequest> Requests => RequestsAfter(0);

    public IReadOnlyList<string> Operations => [.. Requests.Select(request => request.Operation)];

    /// <summary>The same without the first ones.</summary>
    public IReadOnlyList<SimulatedRequest> RequestsAfter(int seen) => [.. File.ReadAllLines(Path.Combine(directory, "log")).Skip(seen).Select(SimulatedRequest.Parse)];

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="scenario">The scenario's YAML.</param>
    /// <param name="files">Files next to the scenario, which it can refer to.</param>
    public static Simulator Start(string scenario = "", params (string Name, byte[] Content)[] files)
    {
        string directory = Directory.CreateTempSubdirectory("daybreak-platform-").FullName;
        foreach (var (name, content) in files) File.WriteAllBytes(Path.Combine(directory, name), content);
        File.WriteAllText(Path.Combine(directory, "scenario.yaml"), scenario.Length == 0 ? "vm: {name: vm1}\n" : scenario);
        string[] arguments = ["run", "--imds", "127.0.0.1:0", "--wireserver", "127.0.0.1:0", "--scenario", "scenario.yaml", "--log", "log"];
        return Run(directory, "ready", deleteDirectory: true, arguments);
    }

    /// <summary>Runs it in a directory and waits until it listens.</summary>
    /// <param name="directory">The working directory.</param>
    /// <param name="output">The file there for its output.</param>
    /// <param name="deleteDirectory">Whether the directory is deleted at the end.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Simulator Run(string directory, string output, bool deleteDirectory, IEnumerable<string> arguments)
    {
        string ready = Path.Combine(directory, output);
        File.Delete(ready);
        // A shell's redirection instead of a pipe, so that the lines are available as soon as they are printed.
        const string Redirect = "cd \"$0\" && output=$1 && shift && exec \"$@\" >\"$output\"";
        var child = Child.Start("/bin/sh", ["-c", Redirect, directory, output, Programs.Simulator, .. arguments]);
        var patience = DateTime.UtcNow.AddSeconds(60);
        while (!File.Exists(ready) || !File.ReadAllText(ready).EndsWith("ready\n", StringComparison.Ordinal))
        {
            if (child.HasExited) throw new InvalidOperationException($"the simulator did not start: {child.Wait()}");
            if (DateTime.UtcNow > patience) throw new TimeoutException("the simulator is not ready after a minute");
            Thread.Sleep(10);
        }
        string[] lines = File.ReadAllLines(ready);
        return new Simulator(child, directory, Address(lines, "imds"), Address(lines, "wireserver"))
        {
            Announcement = File.ReadAllText(ready),
            DeletesDirectory = deleteDirectory,
        };
    }

    /// <summary>Runs a verb of the agent against this platform.</summary>
    public Ended Run(string verb, MachineRoot machine, params string[] arguments) => Child.Run(Programs.Agent, Arguments(verb, machine, arguments));

    public Ended Provision(MachineRoot machine, params string[] arguments) => Run("provision", machine, arguments);

    public IReadOnlyList<string> Arguments(string verb, MachineRoot machine, params string[] more) =>
        [verb, "--root", machine.Path, "--imds", Imds, "--wireserver", WireServer, .. more];

    /// <summary>Asserts that the simulator logged no misbehaviour.</summary>
    public void AssertPolite() => Assert.Empty(Requests.SelectMany(request => request.Misbehaviour));

    public void Dispose()
    {
        _ = Kill(child.Id, Terminate);
        _ = child.Wait();
        child.Dispose();
        if (DeletesDirectory) Directory.Delete(directory, recursive: true);
    }

    private static string Address(string[] lines, string server) =>
        lines.Single(line => line.StartsWith($"{server} listening on ", StringComparison.Ordinal)).Split(' ')[^1];

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
