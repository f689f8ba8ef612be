using System.Runtime.InteropServices;

namespace Daybreak.Certificates.Hardening;

/// <summary>Keeps the machine's files out of the process and the process's keys out of the machine's files.</summary>
internal static partial class SelfProtection
{
    private const int SetDumpable = 4; // PR_SET_DUMPABLE, prctl(2)
    private const int LockCurrent = 1, LockFuture = 2, LockOnFault = 4; // MCL_*, mlockall(2)

    /// <summary>To be called before anything of OpenSSL is.</summary>
    public static void Apply()
    {
        // OpenSSL would read the machine's openssl.cnf, which may name modules to load: a static executable cannot load them, and the
        // configuration of others must not decide here. An empty name means no file (config(5ossl)).
        _ = SetEnvironment("OPENSSL_CONF", "", 1);

        // No core dump, and no debugger without privilege.
        _ = ProcessControl(SetDumpable, 0, 0, 0, 0);

        // No page of this process goes to swap. Without the privilege for it (not the agent's case) everything else still holds.
        _ = LockMemory(LockCurrent | LockFuture | LockOnFault);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "mlockall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LockMemory(int flags);
}
