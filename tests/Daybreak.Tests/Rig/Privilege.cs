namespace Daybreak.Tests.Rig;

/// <summary>What some tests need and not every build machine gives.</summary>
internal static class Privilege
{
    /// <summary>Skips where no host name of one's own can be made: a test that sets a kernel's host name must not set this machine's.</summary>
    public static void RequireOwnHostName() =>
        Assert.SkipUnless(Child.Run("unshare", ["--uts", "true"]).Exit == 0, "needs root and the right to make a UTS namespace (unshare --uts)");

    /// <summary>Skips where processes cannot be traced.</summary>
    public static void RequireTracing() =>
        Assert.SkipUnless(File.Exists("/usr/bin/strace") && Child.Run("strace", ["-o", "/dev/null", "true"]).Exit == 0, "needs strace and the right to trace (ptrace)");
}
