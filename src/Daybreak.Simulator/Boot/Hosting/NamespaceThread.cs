using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Daybreak.Simulator.Boot.Hosting;

/// <summary>Runs a piece of work on a thread of its own that has entered a network namespace. Sockets made there belong to the namespace for good.</summary>
public static class NamespaceThread
{
    // <linux/sched.h>
    private const int NewNetwork = 0x40000000;

    /// <summary>Runs it and waits for its end.</summary>
    /// <param name="network">The namespace, as a file such as /proc/123/ns/net.</param>
    /// <param name="work">What to do there. It must not go on elsewhere: no awaiting.</param>
    /// <exception cref="Win32Exception">The namespace may not be entered.</exception>
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

    // setns(2) moves the calling thread alone, and the thread ends here.
    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNamespace(SafeFileHandle descriptor, int kind);
}
