using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Cuts;

/// <summary>A killed process keeps what the kernel has cached; a power cut does not. So this test checks the order of the calls.</summary>
public class DurabilityTests
{
    [Fact]
    public void Syncs_every_change_before_it_sends_Ready()
    {
        Privilege.RequireTracing();
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Bare();
        string trace = Path.GetTempFileName();
        Assert.Equal(0, Child.Run("strace", ["-o", trace, "-s", "4096", "-e", "trace=openat,close,write,fsync,renameat,mkdirat,sendto", Programs.Agent, .. platform.Arguments("provision", machine)]).Exit);

        string[] calls = [.. File.ReadAllLines(trace).Where(line => line.Contains('('))];
        File.Delete(trace);
        var files = new HashSet<string>();
        var directories = new HashSet<string>();
        var unsynced = new Dictionary<string, string>();
        int renamed = 0, made = 0, reported = 0;
        foreach (string call in calls)
        {
            string first = call.Split('(', ',', ')')[1];
            switch (call.Split('(')[0])
            {
                // The status and the lock are below /run, which a restart clears. The lock file of the account files is always empty.
                case "openat" when call.Contains("O_CREAT", StringComparison.Ordinal) && !call.Contains("status.json", StringComparison.Ordinal) && !call.Contains("\"lock\"", StringComparison.Ordinal) && !call.Contains("\".pwd.lock\"", StringComparison.Ordinal):
                    string descriptor = call.Split(" = ")[^1];
                    Assert.True(files.Add(descriptor), call);
                    unsynced[descriptor] = call;
                    break;
                // The directory of the changed entry, not the entry itself.
                case "openat" when call.Contains(", \".\", ", StringComparison.Ordinal):
                    _ = directories.Add(call.Split(" = ")[^1]);
                    break;
                case "write" when files.Contains(first):
                    unsynced[first] = call;
                    break;
                case "fsync":
                    _ = unsynced.Remove(first);
                    if (directories.Contains(first)) _ = unsynced.Remove("directory");
                    break;
                case "close":
                    _ = files.Remove(first);
                    _ = directories.Remove(first);
                    break;
                case "renameat" when !call.Contains("status.json", StringComparison.Ordinal):
                    Assert.True(unsynced.Count == 0, $"{call} before this is synced: {string.Join("; ", unsynced.Values)}");
                    unsynced["directory"] = call;
                    renamed++;
                    break;
                // A tree that is still being built counts when it is renamed to its place.
                case "mkdirat" when !call.Contains(".daybreak\"", StringComparison.Ordinal):
                    unsynced["directory"] = call;
                    made++;
                    break;
                case "sendto" when call.Contains("<State>Ready</State>", StringComparison.Ordinal):
                    Assert.True(unsynced.Count == 0, $"Ready goes out before this is synced: {string.Join("; ", unsynced.Values)}");
                    reported++;
                    break;
            }
        }
        // hostname, hosts or the journal, three account files, the home.
        Assert.Equal((6, 1), (renamed, reported));
        Assert.InRange(made, 5, 20);
    }
}
