using EndToEnd.Images;
using EndToEnd.Networks;

namespace EndToEnd.Machines;

/// <summary>How a test gets its machine: the same assertions hold for both.</summary>
/// <param name="Name">The kind in one word.</param>
public abstract record MachineKind(string Name)
{
    /// <summary>The trait that tests of a kind carry, for choosing: <c>-trait machine=nspawn</c>.</summary>
    public const string Trait = "machine";

    /// <summary>A virtual machine: slow, and the real thing.</summary>
    public sealed record Virtual() : MachineKind(TraitValue)
    {
        /// <summary>The trait's value.</summary>
        public const string TraitValue = "qemu";

        public override void Require() => Requirements.ForVirtualMachine();

        public override async Task<Machine> CreateAsync(Segment segment, DhcpServer dhcp, LayeredImage image) => await VirtualMachine.CreateAsync(segment, dhcp, image);
    }

    /// <summary>A systemd container: quick.</summary>
    public sealed record Container() : MachineKind(TraitValue)
    {
        /// <summary>The trait's value.</summary>
        public const string TraitValue = "nspawn";

        public override void Require() => Requirements.ForContainer();

        public override async Task<Machine> CreateAsync(Segment segment, DhcpServer dhcp, LayeredImage image) => await SystemdContainer.CreateAsync(segment, dhcp, image);
    }

    /// <summary>Fails or skips the test where this kind cannot be had.</summary>
    public abstract void Require();

    /// <summary>Makes a machine that is off.</summary>
    public abstract Task<Machine> CreateAsync(Segment segment, DhcpServer dhcp, LayeredImage image);
}
