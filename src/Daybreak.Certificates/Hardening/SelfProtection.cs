using System.Runtime.InteropServices;

namespace Daybreak.Certificates.Hardening;

/// <summary>Keeps the machine's OpenSSL configuration out of the process, and the process's keys out of swap and core dumps.</summary>
internal static partial class SelfProtection
{
    private const int SetDumpable = 4; // PR_SET_DUMPABLE, prctl(2)
    private const int LockCurrent = 1, LockFuture = 2, LockOnFault = 4; // MCL_*, mlockall(2)

    /// <summary>Call this before any use of OpenSSL.</summary>
    public static void Apply()
    {
        // OpenSSL would read the machine's openssl.cnf. It can name modules to load, which a static executable cannot do, and it can change
        // which algorithms are available. An empty name means no file (config(5ossl)).
        _ = SetEnvironment("OPENSSL_CONF", "", 1);

        // Prevents core dumps, and debugging without privilege.
        _ = ProcessControl(SetDumpable, 0, 0, 0, 0);

        // Keeps all pages out of swap. Fails without privilege, which the agent has; the program then continues without it.
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
