using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>
/// A network namespace in a thread of its own, with its /sys and /proc/net below a throw-away root. It ends with the thread, and its programs
/// end too.
/// </summary>
internal static partial class NetworkNamespace
{
    private const int NewNet = 0x40000000, NewMounts = 0x00020000;
    private const nuint Private = 1 << 18, Recursive = 0x4000, Bind = 0x1000, ReadOnly = 1;

    /// <summary>Runs a test in it, or skips the test if it cannot be created.</summary>
    /// <param name="body">Receives the root's path. Its programs inherit the namespace.</param>
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
        // The mounts belong to the thread only.
        Directory.Delete(root, recursive: true);
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Bind-mounts a path below the root over the same path of this machine, for this test only.</summary>
    public static void Cover(string root, string path)
    {
        Directory.CreateDirectory(root + path);
        Check(Mount(root + path, path, null, Bind, null));
    }

    /// <summary>Runs a program and returns its output.</summary>
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
        // Before the first mount, so that no mount is visible on this machine.
        Check(Mount("none", "/", null, Private | Recursive, null));
        // Read-only, so that systemd does not wait for udev.
        Check(Mount("sysfs", places[0], "sysfs", ReadOnly, null));
        Check(Mount("/proc/thread-self/net", places[1], null, Bind, null));
    }

    private static void Check(int result) => Assert.True(result == 0, $"mount(2) failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string? type, nuint flags, string? data);
}
