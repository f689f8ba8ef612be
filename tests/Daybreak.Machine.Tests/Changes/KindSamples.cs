using System.Text;
using Daybreak.Core;
using Daybreak.Core.Dhcp;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Changes;

/// <summary>Changes of every kind, each with a machine that it can be applied to and with its description.</summary>
/// <param name="Change">The change.</param>
/// <param name="Description">The facts and the summary, as <see cref="WrittenDescription"/> writes them.</param>
/// <param name="Prepare">What the machine has before.</param>
internal sealed record KindSample(Change Change, string Description, Action<ThrowAwayRoot, FakeKernel>? Prepare = null)
{
    /// <summary>Whether the change fails, by design.</summary>
    public bool Fails { get; init; }

    /// <summary>A file whose content is not known.</summary>
    public string? Unknown { get; init; }
}

/// <summary>The samples. A new kind of change needs one.</summary>
internal static class KindSamples
{
    private const string State = "/state";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly Route PlatformRoute = new("eth0", Ipv4.Parse("168.63.129.16")!.Value, 32, Ipv4.Parse("10.0.0.1")!.Value);

    private static string Own { get; } = Owner.System.ToString();

    private static WriteFile File(string path, string text) => Change.Write(path, text, Permissions.WorldReadable, "s");

    public static IReadOnlyList<KindSample> All { get; } =
    [
        new(File("/etc/hostname", "web\n"), $"path=/etc/hostname mode=0644 owner={Own} bytes=4 [/etc/hostname 0644 {Own} 4 bytes]", (root, _) => root.File("/etc/hostname", "image\n")),
        new(File("/l", "x"), $"path=/l mode=0644 owner={Own} bytes=1 [/l 0644 {Own} 1 bytes]", (root, _) => { root.File("/target"); root.Link("/l", "target"); }),
        new(new WriteFileForOwner(File("/f", "x"), "daemon"), "path=/f mode=0644 owner=daemon bytes=1 [/f 0644 daemon 1 bytes]", (root, _) => root.File("/etc/passwd", DaemonIsUs)),
        new(new MakeDirectory("/d", Permissions.PrivateDirectory, Owner.System, LinkPolicy.SystemLinks, "s"), $"path=/d mode=0700 owner={Own} [/d 0700 {Own}]"),
        new(new MakeDirectory("/d", Permissions.PrivateDirectory, Owner.System, LinkPolicy.SystemLinks, "s"), $"path=/d mode=0700 owner={Own} [/d 0700 {Own}]", (root, _) => root.File("/d/f", "x")),
        new(new MakeLink("/l", "/d", "s"), "path=/l target=/d [/l -> /d]", (root, _) => { root.File("/d/f", "x"); root.Link("/l", "old"); }),
        new(new RemoveFile("/l", "s"), "path=/l", (root, _) => { root.File("/f", "x"); root.Link("/l", "f"); }),
        new(new RemoveFile("/f", "s"), "path=/f", (root, _) => { root.File("/f", "x"); root.Link("/l", "f"); }),
        new(new MoveFile("/new", "/old", "s"), "path=/old from=/new [/new -> /old]", (root, _) => { root.File("/new", "new"); root.File("/old", "old", UnixFileMode.UserRead); }),
        new(new MoveFile("/new", "/l", "s"), "path=/l from=/new [/new -> /l]", (root, _) => { root.File("/new", "new"); root.File("/f", "old"); root.Link("/l", "f"); }),
        new(Home, $"path=/home/ada mode=0700 owner={Own} entries=4 [/home/ada 0700 {Own}]", (root, _) => root.Folder("/home/ada")),
        new(Accounts(planned: null), "paths=/etc/group,/etc/passwd [/etc/group /etc/passwd]", (root, _) => root.Folder("/etc")),
        new(Accounts(planned: "old"), "paths=/etc/group,/etc/passwd [/etc/group /etc/passwd]", (root, _) =>
        {
            root.File("/etc/group", "old", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
            root.File("/usr/etc/passwd", "old");
            root.Link("/etc/passwd", "../usr/etc/passwd");
        }),
        new(new SetKernelHostName("web", "s"), "", (_, kernel) => kernel.HostName = "image"),
        new(new AddRoute(PlatformRoute, "s"), "destination=168.63.129.16/32 interface=eth0 gateway=10.0.0.1", (root, kernel) => kernel.RouteAdded = _ => root.File("/proc/net/route", RouteTableText)),
        new(new AddRoute(PlatformRoute with { Gateway = 0 }, "s"), "destination=168.63.129.16/32 interface=eth0", (root, kernel) =>
            kernel.RouteAdded = _ => root.File("/proc/net/route", RouteTableText.Replace("0100000A", "00000000", StringComparison.Ordinal))),
        new(new FormatDisks(["/dev/sdc"], "ext4", "/usr/sbin/mkfs.ext4", false, "s"), "paths=/dev/sdc", (root, kernel) =>
        {
            root.File("/dev/sdc");
            using (var disk = new FileStream(root.At("/dev/sdc"), FileMode.Open)) disk.SetLength(64 * 1024 * 1024);
            kernel.Instead = RunReally;
        }),
        new(new AssembleArray(["/dev/sdc", "/dev/sdd"], "/sbin/mdadm", "s"), "paths=/dev/sdc,/dev/sdd", (root, _) =>
        {
            foreach (string disk in (string[])["sdc", "sdd"])
            {
                root.Folder($"/sys/block/{disk}/holders/md127");
                root.Folder($"/sys/block/md127/slaves/{disk}");
            }
            root.File("/sys/block/md127/md/array_state", "clean\n");
        }),
        new(new MountDisk(["/dev/sdc"], "/mnt", "ext4", "s"), "path=/mnt", (root, _) => root.Folder("/mnt")),
        new(new MakeSwapFile("/swapfile", 10 * 65536, "s"), "path=/swapfile bytes=655360") { Unknown = "/swapfile" },
        new(new MakeSwapFile("/swapfile", 10 * 65536, "s"), "path=/swapfile bytes=655360", (root, _) => { root.File("/f"); root.Link("/swapfile", "f"); }) { Unknown = "/swapfile" },
        new(new SwapOn("/swapfile", "s"), "", (root, _) => root.File("/swapfile")),
        new(new MixEntropy("seed"u8.ToArray(), 8, "s"), ""),
        new(new SetKernelValue("/sys/block/sdc/timeout", "300", "s"), "path=/sys/block/sdc/timeout value=300 [/sys/block/sdc/timeout = 300]", (root, _) => root.File("/sys/block/sdc/timeout", "30\n")),
        new(new RunProgram(["/bin/make", "f"], Minute, "s") { Expected = [File("/f", "made")] }, "command=/bin/make,f [/bin/make f]", (root, kernel) => kernel.Instead = _ =>
        {
            Assert.Null(new Executor(root.Root, kernel).Apply(File("/f", "made")));
            return new ProgramOutcome(0);
        }),
        new(new RunScript("key", ["/bin/sh", "-c", "true"], State, "/log", Minute, false, "s"), "command=/bin/sh,-c,true timeLimitSeconds=60 [/bin/sh -c true]", (root, _) => root.File(State, "first\n")),
        new(new ContinueOnError("key", State, File("/f", "x")), $"path=/f mode=0644 owner={Own} bytes=1 [/f 0644 {Own} 1 bytes]", (root, _) => root.File(State, "first\n")),
        new(new ContinueOnError("key", State, File("/f", "x")), $"path=/f mode=0644 owner={Own} bytes=1 [/f 0644 {Own} 1 bytes]", (root, _) => root.File(State, "first\nended key failed\n")),
        new(new AlwaysFails("impossible"), "") { Fails = true },
        new(new AppendLine(State, "second", "s"), "path=/state [/state]", (root, _) => root.File(State, "first\n")),
        new(new AppendLine(State, "first", "s"), "path=/state [/state]"),
    ];

    // Only root can give a file to another user.
    private static string DaemonIsUs => ThrowAwayRoot.IsRoot ? "daemon:x:4711:1:::\n" : $"daemon:x:{Owner.System.User}:1:::\n";

    private static string RouteTableText => "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\n" + "eth0\t10813FA8\t0100000A\t0007\t0\t0\t0\tFFFFFFFF\n";

    private static MakeTree Home => new("/home/ada", Permissions.PrivateDirectory, Owner.System,
    [
        new TreeEntry(".profile", FileKind.File, Permissions.WorldReadable, "profile"u8.ToArray()),
        new TreeEntry("bin", FileKind.Directory, Permissions.PublicDirectory),
        new TreeEntry("bin/run", FileKind.File, Permissions.OwnerOnly, "run"u8.ToArray()),
        new TreeEntry("link", FileKind.Link, default, Target: "bin/run"),
    ], "s");

    private static EditAccountFiles Accounts(string? planned)
    {
        ReadOnlyMemory<byte>? before = planned is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(planned);
        return new([new(AccountFileKind.Group, before, "group"u8.ToArray()), new(AccountFileKind.Passwd, before, "passwd"u8.ToArray())], "s");
    }

    private static ProgramOutcome RunReally(IReadOnlyList<string> arguments)
    {
        using var process = System.Diagnostics.Process.Start(arguments[0], arguments.Skip(1))!;
        process.WaitForExit();
        return new ProgramOutcome(process.ExitCode);
    }
}
