using Microsoft.Win32.SafeHandles;

namespace Daybreak.Simulator.Boot.Hosting;

/// <summary>Runs a function on a new thread in another network namespace. Sockets created there stay in that namespace.</summary>
public static class NamespaceThread
{
    // <linux/sched.h>
    private const int NewNetwork = 0x40000000;

    /// <summary>Runs the function and waits for it.</summary>
    /// <param name="network">The namespace, as a file such as /proc/123/ns/net.</param>
    /// <param name="work">The function. It must not continue on another thread, so it cannot await.</param>
    /// <exception cref="Win32Exception">The namespace cannot be entered.</exception>
    public static T Run<T>(string network, Func<T> work)
    {
        T? result = default;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle(network);
                if (SetNamespace(handle, NewNetwork) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
                result = work();
            }
            catch (Exception e)
            {
                failure = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    // setns(2) affects only the calling thread, which ends here.
    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNamespace(SafeFileHandle descriptor, int kind);
}
