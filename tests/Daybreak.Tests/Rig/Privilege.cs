namespace Daybreak.Tests.Rig;

/// <summary>Privileges that some tests need and some build machines lack.</summary>
internal static class Privilege
{
    /// <summary>Skips a test that sets the kernel's host name if it cannot create a UTS namespace.</summary>
    public static void RequireOwnHostName() =>
        Assert.SkipUnless(Child.Run("unshare", ["--uts", "true"]).Exit == 0, "needs the right to make a UTS namespace (unshare --uts)");

    /// <summary>Skips if processes cannot be traced.</summary>
    public static void RequireTracing() =>
        Assert.SkipUnless(File.Exists("/usr/bin/strace") && Child.Run("strace", ["-o", "/dev/null", "true"]).Exit == 0, "needs strace and the right to trace (ptrace)");
}
