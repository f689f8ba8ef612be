using System.Runtime.InteropServices;
using System.Text;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Planning;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>A throw-away root with real block devices, which the real kernel mounts in a mount namespace of the test.</summary>
internal sealed partial class LoopMachine : IDisposable
{
    private const int NewMountNamespace = 0x20000;
    private const nuint Bind = 4096, Recursive = 16384, Private = 1 << 18;
    private const int Detach = 2;

    private readonly Dictionary<string, string> loops = [];
    private readonly List<string> images = [];
    private readonly AzureDisks disks;

    private LoopMachine()
    {
        disks = new AzureDisks(Root).Azure();
        // The step looks for programs below the root; the machine's programs run.
        foreach (string kind in (string[])["ext4", "xfs", "btrfs"]) Root.Write($"/usr/sbin/mkfs.{kind}", "");
        Kernel = new RunningKernel(Root.Directory, TimeProvider.System);
    }

    public ThrowAwayRoot Root { get; } = new();

    public IKernel Kernel { get; }

    /// <summary>Whether each program counts as killed when it has ended.</summary>
    public bool Interrupted { get; set; }

    /// <summary>Whether the machine's list of mounts is hidden from the agent.</summary>
    public bool HideMounts { get; set; }

    public static void Run(Action<LoopMachine> test)
    {
        Assert.SkipUnless(geteuid() == 0 && File.Exists("/dev/loop-control") && HasTools, "loop devices need root, and mkfs.xfs, mkfs.btrfs, mkntfs and sfdisk are needed");
        Exception? failure = null;
        // A new thread has its own mount namespace, which its programs inherit.
        var thread = new Thread(() =>
        {
            try
            {
                Assert.Equal(0, unshare(NewMountNamespace));
                Assert.Equal(0, mount("none", "/", null, Recursive | Private, null));
                using var machine = new LoopMachine();
                test(machine);
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    private static bool HasTools => ((string[])["mkfs.xfs", "mkfs.btrfs", "mkntfs", "sfdisk", "partx"]).All(tool => File.Exists($"/usr/sbin/{tool}") || File.Exists($"/sbin/{tool}") || File.Exists($"/usr/bin/{tool}"));

    /// <summary>The number of bytes written to a disk, from the blocks of its file.</summary>
    public long Written(string name) => 512 * long.Parse(Shell("sync -f \"$(losetup -nO BACK-FILE \"$1\")\"; stat -c %b \"$(losetup -nO BACK-FILE \"$1\")\"", loops[name]));

    /// <summary>Inserts a blank disk, replacing the previous one.</summary>
    public LoopMachine Plug(string name, int mebibytes)
    {
        bool isNew = !loops.ContainsKey(name);
        Unplug(name);
        string image = Path.Combine(Path.GetTempPath(), $"daybreak-loop-{Guid.NewGuid():N}.raw");
        using (var file = File.Create(image)) file.SetLength(mebibytes * 1024L * 1024);
        images.Add(image);
        loops[name] = Shell("losetup --find --show --partscan \"$1\"", image).Trim();
        if (isNew) _ = name[0] == 's' ? disks.OnTheBus(name, "f8b3781a-1e82-4818-a1c3-63d806ec15bb", "0:0:0:1") : disks.OnNvme(name, "Microsoft NVMe Direct Disk");
        string sysfs = new FileInfo(Root.Below($"/sys/block/{name}")).ResolveLinkTarget(true)!.FullName;
        File.WriteAllText(Path.Combine(sysfs, "dev"), File.ReadAllText($"/sys/class/block/{Path.GetFileName(loops[name])}/dev"));
        File.WriteAllText(Root.Below($"/dev/{name}"), "");
        Assert.Equal(0, mount(loops[name], Root.Below($"/dev/{name}"), null, Bind, null));
        return this;
    }

    public string Loop(string name) => loops[name];

    /// <summary>The device that is mounted there; null for none.</summary>
    public string? MountedAt(string path)
    {
        string[]? line = File.ReadAllLines("/proc/thread-self/mountinfo").Select(one => one.Split(' ')).LastOrDefault(words => words[4] == Root.Below(path));
        return line?[Array.IndexOf(line, "-") + 1];
    }

    /// <summary>Runs the step and returns its messages.</summary>
    public List<string> Boot(params IBootStep[] steps)
    {
        var executor = new Executor(Root.Directory, Interrupted ? new InterruptedKernel(Kernel) : Kernel);
        var said = new List<string>();
        foreach (var step in steps)
        {
            var plan = step.Plan(View());
            said.AddRange(plan.Warnings);
            foreach (var change in plan.Changes)
            {
                if (executor.Apply(change) is not { } failure) continue;
                said.Add(failure.Message);
                break;
            }
        }
        if (said.Count == 0)
            foreach (var step in steps) Assert.Empty(step.Plan(View()).Changes);
        return said;
    }

    /// <summary>Restarts the machine.</summary>
    public void Restart()
    {
        SwapOff();
        while (MountedAt("/mnt") is not null) Assert.Equal(0, umount2(Root.Below("/mnt"), 0));
    }

    public string Shell(string script, params string[] arguments)
    {
        var start = new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-euc", script, "sh", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        var said = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script}\n{said.Result}");
        return output;
    }

    public bool TrySetAttribute(string path, string name, string value) => setxattr(path, name, Encoding.ASCII.GetBytes(value), value.Length, 0) == 0;

    public string Attribute(string path, string name)
    {
        var value = new byte[256];
        return Encoding.ASCII.GetString(value, 0, Math.Max(0, (int)getxattr(path, name, value, value.Length)));
    }

    public void Dispose()
    {
        SwapOff();
        foreach (string mounted in File.ReadAllLines("/proc/thread-self/mountinfo").Select(line => line.Split(' ')[4]).Where(place => place.StartsWith(Root.Path, StringComparison.Ordinal)).Reverse())
            _ = umount2(mounted, Detach);
        foreach (string loop in loops.Values) Shell("losetup --detach \"$1\"", loop);
        foreach (string image in images) File.Delete(image);
        Root.Dispose();
    }

    private void Unplug(string name)
    {
        if (!loops.Remove(name, out string? loop)) return;
        Assert.Equal(0, umount2(Root.Below($"/dev/{name}"), 0));
        Shell("losetup --detach \"$1\"", loop);
    }

    private void SwapOff()
    {
        foreach (string line in File.ReadAllLines("/proc/swaps"))
            if (line.StartsWith(Root.Path, StringComparison.Ordinal)) Assert.Equal(0, swapoff(line.Split(' ', '\t')[0]));
    }

    // As an agent with this root sees it.
    private MachineView View()
    {
        string mounts = HideMounts ? "" : string.Join('\n', File.ReadAllLines("/proc/thread-self/mountinfo").Where(line => line.Split(' ')[4].StartsWith(Root.Path + "/mnt", StringComparison.Ordinal)));
        Root.Write("/proc/self/mountinfo", mounts.Replace(Root.Path, "", StringComparison.Ordinal) + "\n");
        Root.Write("/proc/swaps", File.ReadAllText("/proc/swaps").Replace(Root.Path, "", StringComparison.Ordinal));
        return new MachineView(Root.Directory, Kernel);
    }

    private sealed class InterruptedKernel(IKernel kernel) : IKernel
    {
        public bool IsRunning => kernel.IsRunning;

        public string? HostName => null;

        public TimeSpan? Uptime => null;

        public Failure? SetHostName(string name) => null;

        public ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit)
        {
            var outcome = kernel.Run(arguments, timeLimit);
            Assert.True(outcome.Succeeded, outcome.ErrorOutput);
            return new ProgramOutcome(-9);
        }
    }

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unshare(int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int mount(string source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int umount2(string target, int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int swapoff(string path);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int setxattr(string path, string name, byte[] value, nint size, int flags);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint getxattr(string path, string name, [Out] byte[] value, nint size);
}
