using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public sealed class KeepInterfaceNamesTests
{
    private const string Rules = "/etc/udev/rules.d/70-persistent-net.rules", Generator = "/lib/udev/rules.d/75-persistent-net-generator.rules", Mask = "/etc/udev/rules.d/75-persistent-net-generator.rules";

    [Fact]
    public void Removes_the_rules_and_masks_their_generator()
    {
        using var root = Machine();
        Assert.Equal(2, StepRun.Apply(new KeepInterfaceNames(), Specifications.Named("vm1"), root).Count);
        Assert.False(root.Has(Rules));
        Assert.Equal("/dev/null", new FileInfo(root.Below(Mask)).LinkTarget);
        Assert.Equal("generator", root.Read(Generator));
    }

    [Fact]
    public void Replaces_a_copy_of_the_generator()
    {
        using var root = Machine().Write(Mask, "generator");
        Assert.Equal(3, StepRun.Apply(new KeepInterfaceNames(), Specifications.Named("vm1"), root).Count);
        Assert.Equal("/dev/null", new FileInfo(root.Below(Mask)).LinkTarget);
    }

    [Fact]
    public void Does_nothing_if_udev_has_no_generator()
    {
        using var root = new ThrowAwayRoot();
        Assert.Empty(StepRun.Apply(new KeepInterfaceNames(), Specifications.Named("vm1"), root));
    }

    [Fact]
    public void An_interruption_at_any_change_gives_the_same_result() =>
        StepRun.CutAnywhere(new KeepInterfaceNames(), Specifications.Named("vm1"), () => Machine().Write(Mask, "generator"), root => $"{root.Has(Rules)} {new FileInfo(root.Below(Mask)).LinkTarget}");

    private static ThrowAwayRoot Machine() => new ThrowAwayRoot().Write(Rules, "SUBSYSTEM==\"net\", NAME=\"eth0\"\n").Write(Generator, "generator");
}
