using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>The first-boot service in OpenRC's runlevels and sysvinit's rcN.d.</summary>
public sealed class FirstBootScriptTests : IDisposable
{
    private const string Script = "/etc/init.d/azure-provisioning";
    private readonly ThrowAwayRoot root = new();
    private readonly FakeKernel kernel = new();

    public FirstBootScriptTests() => root.Write(Script, "#!/bin/sh\n");

    public void Dispose() => root.Dispose();

    [Fact]
    public void Disables_it_under_OpenRC_and_keeps_the_boot_service()
    {
        OpenRc();
        Apply(FirstBootUnit.Disable);
        Assert.False(root.Has("/etc/runlevels/default/azure-provisioning"));
        Assert.True(root.Has("/etc/runlevels/boot/azure-boot"));
        Assert.Empty(FirstBootUnit.Disable(View()));
        Assert.False(FirstBootUnit.WillStart(View()));
    }

    [Fact]
    public void Enables_it_for_a_new_VM_and_OpenRC_starts_it()
    {
        OpenRc();
        Apply(FirstBootUnit.Disable);
        Apply(FirstBootUnit.Enable);
        Assert.Equal(Script, new FileInfo(root.Below("/etc/runlevels/default/azure-provisioning")).LinkTarget);
        Assert.Empty(FirstBootUnit.Enable(View()));
        Assert.True(FirstBootUnit.WillStart(View()));
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("/etc/rc.d")]
    public void Disables_and_enables_it_under_sysvinit(string directory)
    {
        for (int level = 2; level <= 5; level++) root.Link($"{directory}/rc{level}.d/S03azure-provisioning", "../init.d/azure-provisioning");
        root.Link($"{directory}/rcS.d/S09azure-boot", "../init.d/azure-boot").Link($"{directory}/rc2.d/S04ssh", "../init.d/ssh").Link($"{directory}/rc6.d/K01azure-provisioning", "x");
        Assert.True(FirstBootUnit.WillStart(View()));
        var before = Names();

        Apply(FirstBootUnit.Disable);
        Assert.Equal(before.Select(name => name.Replace("S03azure", "K03azure", StringComparison.Ordinal)).Order(StringComparer.Ordinal), Names());
        Assert.Empty(FirstBootUnit.Disable(View()));
        Assert.False(FirstBootUnit.WillStart(View()));

        Apply(FirstBootUnit.Enable);
        Assert.Equal(before, Names());
        Assert.Empty(FirstBootUnit.Enable(View()));
    }

    [Fact]
    public void Completes_an_interrupted_change()
    {
        root.Link("/etc/rc2.d/S03azure-provisioning", "../init.d/azure-provisioning");
        var changes = FirstBootUnit.Disable(View()).ToList();
        Assert.Null(new Executor(root.Directory, kernel).Apply(changes[0])?.Reason);
        Apply(FirstBootUnit.Disable);
        Assert.True(root.Has("/etc/rc2.d/K03azure-provisioning"));
        Assert.False(root.Has("/etc/rc2.d/S03azure-provisioning"));
    }

    [Fact]
    public void Does_not_enable_a_missing_script()
    {
        File.Delete(root.Below(Script));
        root.MakeDirectory("/etc/runlevels/default").Link("/etc/rc2.d/K03azure-provisioning", "x");
        Assert.Empty(FirstBootUnit.Enable(View()));
        Assert.False(FirstBootUnit.WillStart(View()));
    }

    [Fact]
    public void Under_systemd_no_script_will_start()
    {
        OpenRc();
        root.MakeDirectory("/run/systemd/system");
        Assert.False(FirstBootUnit.WillStart(View()));
    }

    private void OpenRc() => root.MakeDirectory("/run/openrc").Link("/etc/runlevels/default/azure-provisioning", Script).Link("/etc/runlevels/boot/azure-boot", "/etc/init.d/azure-boot");

    private string[] Names() =>
        [.. Directory.EnumerateFileSystemEntries(root.Below("/etc"), "*azure-*", SearchOption.AllDirectories).Select(path => path[root.Path.Length..]).Order(StringComparer.Ordinal)];

    private void Apply(Func<MachineView, IEnumerable<Change>> wanted)
    {
        var executor = new Executor(root.Directory, kernel);
        foreach (var change in wanted(View()).ToList()) Assert.Null(executor.Apply(change)?.Reason);
    }

    private MachineView View() => new(root.Directory, kernel);
}
