using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Cuts;

/// <summary>
/// Kills the agent at its first, second, third… call of every kind that changes anything or speaks to the platform, and lets the next
/// run go on from there.
/// </summary>
/// <param name="make">Makes the machine before its first run.</param>
/// <param name="platform">What the platform plays; disposed of with this.</param>
/// <param name="options">Of the agent, such as the media.</param>
internal sealed class CutRuns(Func<MachineRoot> make, Simulator platform, params string[] options) : IDisposable
{
    private const int Killed = 128 + 9;

    // What openat(2) with O_CREAT did is seen by a cut at what comes next: the file's write, mode or owner.
    private static readonly string[] Calls =
    [
        "write", "fsync", "renameat", "renameat2", "rename", "mkdirat", "mkdir", "unlinkat", "unlink", "fchmod", "fchmodat", "fchown", "fchownat", "symlinkat", "symlink",
        "linkat", "link", "fsetxattr", "setxattr", "ftruncate", "utimensat", "fcntl", "flock", "connect", "sendto", "recvfrom", "exit_group",
    ];

    // Always the same ones: a failure can be looked at again.
    private readonly Random choice = new(4);
    private IReadOnlyList<string> finished = [];
    private int seen;
    private int heard;

    /// <summary>What a snapshot's entry becomes before it is compared: for what is by its nature different each time.</summary>
    public Func<MachineRoot, IReadOnlyList<string>> Look { get; init; } = machine => machine.Snapshot(MachineRoot.OwnFiles);

    /// <summary>A call that is not cut at.</summary>
    public string? Leave { get; init; }

    /// <summary>Cuts at one of this many calls.</summary>
    public int OneOf { get; init; } = Effort.Of(quick: 6, all: 5, nightly: 1);

    /// <summary>Cuts everywhere.</summary>
    /// <returns>At how many calls a run could be cut.</returns>
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
        // The number of retries may differ by one or two, the calls as such may not.
        Assert.InRange(cuts, tries - 5, tries);
        // Each run is polite; so many one after the other are more than a platform allows one VM, and who is killed hangs up.
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

        // With a mask that would make every directory root's alone.
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

    /// <summary>How often the platform has accepted Ready; NotReady is never right here.</summary>
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

    // The unit's retirement alone comes after the report.
    private void AssertMatched(MachineRoot machine, string place)
    {
        string[] missing = [.. finished.Except(Look(machine)).Where(entry => !entry.Contains("multi-user.target.wants", StringComparison.Ordinal))];
        Assert.True(missing is [], $"{place}: Ready was accepted before this was there: {string.Join("; ", missing)}");
        Assert.Contains("\"event\":\"matched\"", machine.Read("/var/lib/daybreak/journal"), StringComparison.Ordinal);
    }
}
