using Daybreak.Machine.Kernel;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Kernel;

public sealed class RunningKernelTests
{
    [Fact]
    public void Reads_name_and_uptime_from_proc()
    {
        using var root = new ThrowAwayRoot();
        var kernel = new RunningKernel(root.Root, TimeProvider.System);
        Assert.True(kernel.IsRunning);
        Assert.Null(kernel.Uptime);
        root.File("/proc/sys/kernel/hostname", "web\n");
        root.File("/proc/uptime", "12.34 99.00\n");
        Assert.Equal(("web", TimeSpan.FromSeconds(12.34)), (kernel.HostName, kernel.Uptime));
        root.File("/proc/uptime", "garbage");
        Assert.Null(kernel.Uptime);
    }

    [Fact]
    public void Fails_without_a_running_kernel()
    {
        var kernel = new NoKernel();
        Assert.Equal((false, null, null), (kernel.IsRunning, kernel.HostName, kernel.Uptime));
        Assert.NotNull(kernel.SetHostName("web"));
        Assert.NotNull(kernel.Run(["/bin/true"], TimeSpan.FromSeconds(1)).StartError);
    }
}
