using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Cuts;

/// <summary>
/// Kills the agent at its first, second, third… call of every kind that changes anything or sends anything to the platform, and then
/// starts the next run.
/// </summary>
/// <param name="make">Makes the machine before its first run.</param>
/// <param name="platform">The simulated platform; disposed of with this.</param>
/// <param name="options">Of the agent, such as the media.</param>
internal sealed class CutRuns(Func<MachineRoot> make, Simulator platform, params string[] options) : IDisposable
{
    private const int Killed = 128 + 9;

    // The cut at the next call (write, mode or owner) shows the effect of openat(2) with O_CREAT.
    private static readonly string[] Calls =
    [
        "write", "fsync", "renameat", "renameat2", "rename", "mkdirat", "mkdir", "unlinkat", "unlink", "fchmod", "fchmodat", "fchown", "fchownat", "symlinkat", "symlink",
        "linkat", "link", "fsetxattr", "setxattr", "ftruncate", "utimensat", "fcntl", "flock", "connect", "sendto", "recvfrom", "exit_group",
    ];

    // Always the same ones, so that a failure can be reproduced.
    private readonly Random choice = new(4);
    private IReadOnlyList<string> finished = [];
    private int seen;
    private int heard;

    /// <summary>Normalizes an entry of a snapshot before the comparison, for values that differ in each run.</summary>
    public Func<MachineRoot, IReadOnlyList<string>> Look { get; init; } = machine => machine.Snapshot(MachineRoot.OwnFiles);

    /// <summary>Calls at which no cut is made.</summary>
    public string? Leave { get; init; }

    /// <summary>Cuts at one of this many calls.</summary>
    public int OneOf { get; init; } = Effort.Of(quick: 6, all: 5, nightly: 1);

    /// <summary>Cuts everywhere.</summary>
    /// <returns>The number of calls at which a run could be cut.</returns>
    public int CutEverywhere()
    {
        var counts = CallsOfAnUndisturbedRun();
        int tries = 0, cuts = 0;
        foreach (var (call, count) in counts)
        {
            for (int number = 1; number <= count; number++)
            {
                if (choice.Next(OneOf) != 0) continue;
                tries++;
                if (CutAt(call, number)) cuts++;
            }
        }
        // The number of retries may differ by one or two; the kinds of calls may not.
        Assert.InRange(cuts, tries - 5, tries);
        // Each run keeps the limits, but so many runs exceed the platform's limits for one VM, and a killed agent closes its connection.
        string[] expected = ["\"rule\":\"rate-limit\"", "\"rule\":\"body\"", "\"rule\":\"http\""];
        Assert.All(platform.Requests.SelectMany(request => request.Misbehaviour), what => Assert.Contains(expected, rule => what.Contains(rule, StringComparison.Ordinal)));
        return counts.Values.Sum();
    }

    public void Dispose() => platform.Dispose();

    private SortedDictionary<string, int> CallsOfAnUndisturbedRun()
    {
        using var machine = make();
        string trace = Path.GetTempFileName();
        var run = Child.Run("strace", ["-o", trace, Programs.Agent, .. platform.Arguments("provision", machine, options)]);
        Assert.True(run.Exit == 0, $"{run}");
        finished = Look(machine);

        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string line in File.ReadLines(trace))
        {
            string call = line.Split('(')[0];
            if (call != Leave && Calls.Contains(call)) counts[call] = counts.GetValueOrDefault(call) + 1;
        }
        File.Delete(trace);
        return counts;
    }

    private bool CutAt(string call, int number)
    {
        string place = $"cut at {call} {number}";
        using var machine = make();
        int heardBefore = Heard();

        // With a mask that gives every directory mode 0700.
        var disturbed = Child.Run("/bin/sh", ["-c", "umask 077; exec strace \"$@\"", "strace", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:signal=SIGKILL:when={number}", Programs.Agent, .. platform.Arguments("provision", machine, options)]);

        Assert.True(disturbed.Exit is Killed or 0, $"{place}: {disturbed}");
        if (Heard() > heardBefore) AssertMatched(machine, place);

        var next = platform.Provision(machine, options);

        Assert.True(next.Exit == 0, $"{place}: {next}");
        var seen = Look(machine);
        string[] missing = [.. finished.Except(seen)], left = [.. seen.Except(finished)];
        Assert.True(missing is [] && left is [], $"{place}: missing: {string.Join("; ", missing)}; left behind: {string.Join("; ", left)}");
        Assert.Contains("\"state\": \"provisioned\"", machine.Read("/run/daybreak/status.json"), StringComparison.Ordinal);
        Assert.True(Heard() > heardBefore, $"{place}: Ready was never accepted");
        return disturbed.Exit == Killed;
    }

    /// <summary>How often the platform has accepted Ready; NotReady is always an error here.</summary>
    private int Heard()
    {
        foreach (var request in platform.RequestsAfter(seen))
        {
            seen++;
            Assert.False(request.IsNotReady, request.Body);
            if (request is { IsReady: true, Status: 200 }) heard++;
        }
        return heard;
    }

    // Only the disabling of the unit comes after the report.
    private void AssertMatched(MachineRoot machine, string place)
    {
        string[] missing = [.. finished.Except(Look(machine)).Where(entry => !entry.Contains("multi-user.target.wants", StringComparison.Ordinal))];
        Assert.True(missing is [], $"{place}: Ready was accepted before this was there: {string.Join("; ", missing)}");
        Assert.Contains("\"event\":\"matched\"", machine.Read("/var/lib/daybreak/journal"), StringComparison.Ordinal);
    }
}
