using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public class FirstBootUnitTests
{
    private const string Unit = FirstBootUnit.UnitName;
    private const string Vendor = "/usr/lib/systemd/system/" + Unit;
    private const string Wanted = "/etc/systemd/system/multi-user.target.wants/" + Unit;

    [Fact]
    public void Removes_exactly_the_links_that_enable_it()
    {
        using var root = new ThrowAwayRoot();
        root.Link(Wanted, Vendor).Link($"/etc/systemd/system/cloud-init.target.requires/{Unit}", Vendor).Link("/etc/systemd/system/multi-user.target.wants/ssh.service", "x");
        root.Link($"/etc/systemd/system/odd/{Unit}", Vendor).Write($"/etc/systemd/system/{Unit}", "");

        Apply(root, FirstBootUnit.Disable);

        Assert.False(root.Has(Wanted));
        Assert.False(root.Has($"/etc/systemd/system/cloud-init.target.requires/{Unit}"));
        Assert.True(root.Has("/etc/systemd/system/multi-user.target.wants/ssh.service"));
        Assert.True(root.Has($"/etc/systemd/system/odd/{Unit}"));
        Assert.True(root.Has($"/etc/systemd/system/{Unit}"));
        Assert.Empty(FirstBootUnit.Disable(View(root)));
    }

    [Fact]
    public void Changes_nothing_on_a_machine_without_systemd()
    {
        using var root = new ThrowAwayRoot();
        Assert.Empty(FirstBootUnit.Disable(View(root)));
        Assert.Empty(FirstBootUnit.Enable(View(root)));
    }

    [Theory]
    [InlineData("/usr/lib/systemd/system/")]
    [InlineData("/lib/systemd/system/")]
    [InlineData("/usr/local/lib/systemd/system/")]
    [InlineData("/etc/systemd/system/")]
    public void Enables_it_like_systemctl_enable(string directory)
    {
        using var root = new ThrowAwayRoot();
        root.Write(directory + Unit, "").MakeDirectory("/etc/systemd/system");

        Apply(root, FirstBootUnit.Enable);

        Assert.Equal(directory + Unit, new FileInfo(root.Below(Wanted)).LinkTarget);
        Assert.Empty(FirstBootUnit.Enable(View(root)));
        Apply(root, FirstBootUnit.Disable);
        Assert.False(root.Has(Wanted));
    }

    [Fact]
    public void Starts_it_on_a_running_machine()
    {
        using var root = new ThrowAwayRoot();
        root.Write(Vendor, "").Link(Wanted, Vendor).MakeDirectory("/run/systemd/system").Write("/usr/bin/systemctl", "");
        var kernel = new FakeKernel();

        var change = Assert.Single(FirstBootUnit.Enable(new MachineView(root.Directory, kernel)));

        Assert.Null(new Executor(root.Directory, kernel).Apply(change));
        Assert.Equal($"/usr/bin/systemctl start --no-block {Unit}", Assert.Single(kernel.Programs));
    }

    [Fact]
    public void Enables_and_disables_the_unit_of_the_local_phase_too()
    {
        const string local = "/etc/systemd/system/sysinit.target.wants/" + FirstBootUnit.LocalUnitName;
        using var root = new ThrowAwayRoot();
        root.Write(Vendor, "").Write($"/usr/lib/systemd/system/{FirstBootUnit.LocalUnitName}", "").MakeDirectory("/etc/systemd/system").MakeDirectory("/run/systemd/system").Write("/usr/bin/systemctl", "");
        var kernel = new FakeKernel();

        foreach (var change in FirstBootUnit.Enable(new MachineView(root.Directory, kernel)).ToList()) Assert.Null(new Executor(root.Directory, kernel).Apply(change)?.Reason);

        Assert.True(root.Has(local) && root.Has(Wanted));
        Assert.Equal($"/usr/bin/systemctl start --no-block {FirstBootUnit.LocalUnitName} {Unit}", Assert.Single(kernel.Programs));
        Apply(root, FirstBootUnit.Disable);
        Assert.False(root.Has(local) || root.Has(Wanted));
    }

    private static void Apply(ThrowAwayRoot root, Func<MachineView, IEnumerable<Change>> wanted)
    {
        var executor = new Executor(root.Directory, new NoKernel());
        foreach (var change in wanted(View(root)).ToList()) Assert.Null(executor.Apply(change)?.Reason);
    }

    private static MachineView View(ThrowAwayRoot root) => new(root.Directory, new NoKernel());
}
