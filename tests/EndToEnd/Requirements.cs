using System.Runtime.InteropServices;

namespace EndToEnd;

/// <summary>
/// The requirements of the machine tests. A test that cannot run fails, because a skipped test looks like success. With
/// DAYBREAK_SKIP_MACHINE_TESTS=1 it is skipped with the reason.
/// </summary>
public static class Requirements
{
    private const string SkipVariable = "DAYBREAK_SKIP_MACHINE_TESTS";
    private static readonly string[] Common = ["unshare", "nsenter", "ip", "dnsmasq", "ssh", "mmdebstrap", "mount"];
    private static readonly string[] Emulator = ["qemu-system-x86_64", "qemu-img", "sfdisk", "mke2fs", "e2fsck", "debugfs"];
    private static readonly string[] Container = ["systemd-nspawn"];

    /// <summary>For tests in a virtual machine.</summary>
    public static void ForVirtualMachine()
    {
        Assert.Null(AcceleratorChoices.Problem());
        Need([.. Common, .. Emulator]);
    }

    /// <summary>For tests in a container.</summary>
    public static void ForContainer() => Need([.. Common, .. Container]);

    /// <summary>For tests that need root and these programs.</summary>
    public static void Need(params string[] programs)
    {
        if (Missing(programs) is not { } missing) return;
        Assert.SkipWhen(Environment.GetEnvironmentVariable(SkipVariable) == "1", missing);
        Assert.Fail($"{missing} To skip the machine tests on purpose, set {SkipVariable}=1.");
    }

    private static string? Missing(string[] programs)
    {
        if (GetEffectiveUserId() != 0) return "Machine tests need root to create network namespaces and files with other owners.";
        var missing = programs.Where(program => !IsInstalled(program)).ToList();
        return missing.Count == 0 ? null : $"Not installed: {string.Join(", ", missing)}. Run eng/requirements.sh.";
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    [DllImport("libc", EntryPoint = "geteuid")]
    private static extern uint GetEffectiveUserId();
}
