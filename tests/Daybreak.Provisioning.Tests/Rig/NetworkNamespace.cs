using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>
/// A network namespace of a test's own, in a thread of its own, with /sys and /proc/net of that namespace below a throw-away root. It ends
/// with the thread, and so do the programs that were started in it.
/// </summary>
internal static partial class NetworkNamespace
{
    private const int NewNet = 0x40000000, NewMounts = 0x00020000;
    private const nuint Private = 1 << 18, Recursive = 0x4000, Bind = 0x1000, ReadOnly = 1;

    /// <summary>Runs a test in it, or skips where it cannot be made.</summary>
    /// <param name="body">Is given the root's path; what it starts inherits the namespace.</param>
    public static void Run(Action<string> body)
    {
        foreach (string program in (string[])["/usr/sbin/ip", "/usr/sbin/dnsmasq", "/usr/bin/busybox", "/usr/bin/nsenter"])
            Assert.SkipUnless(File.Exists(program), $"needs {program}");
        Assert.SkipUnless(Environment.UserName == "root", "needs root");
        string root = Directory.CreateTempSubdirectory("daybreak-net-").FullName;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                Enter(root);
                body(root);
            }
            catch (Exception caught)
            {
                failure = caught;
            }
        });
        thread.Start();
        thread.Join();
        // Its mounts were the thread's alone.
        Directory.Delete(root, recursive: true);
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Has what is below a path of this machine be what is below the root there, for this test alone: for programs that know only "/".</summary>
    public static void Cover(string root, string path)
    {
        Directory.CreateDirectory(root + path);
        Check(Mount(root + path, path, null, Bind, null));
    }

    /// <summary>Runs a program to its end and gives its output.</summary>
    public static string Do(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
        Assert.True(process.WaitForExit(30_000), $"{program} does not end");
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}");
        return output;
    }

    /// <summary>Starts a program.</summary>
    public static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static void Enter(string root)
    {
        string[] places = [$"{root}/sys", $"{root}/proc/net"];
        foreach (string place in places) Directory.CreateDirectory(place);
        Assert.SkipUnless(Unshare(NewNet | NewMounts) == 0, "needs the right to make a network namespace");
        // Before anything is mounted, so that this machine never sees it.
        Check(Mount("none", "/", null, Private | Recursive, null));
        // Read-only, by which systemd knows that there is no udev to wait for.
        Check(Mount("sysfs", places[0], "sysfs", ReadOnly, null));
        Check(Mount("/proc/thread-self/net", places[1], null, Bind, null));
    }

    private static void Check(int result) => Assert.True(result == 0, $"mount(2) failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, nuint flags, string? data);
}
