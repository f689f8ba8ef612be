using Daybreak.Simulator.Boot.Ssh;
using EndToEnd.Images;

namespace EndToEnd.Machines;

/// <summary>The kind of machine for a test. The same assertions apply to both.</summary>
/// <param name="Name">The kind in one word.</param>
public abstract record MachineKind(string Name)
{
    /// <summary>The trait of the tests of a kind, to select them: <c>-trait machine=nspawn</c>.</summary>
    public const string Trait = "machine";

    /// <summary>A virtual machine: slow but realistic.</summary>
    public sealed record Virtual() : MachineKind(TraitValue)
    {
        /// <summary>The value of the trait.</summary>
        public const string TraitValue = "qemu";

        /// <summary>The raw image of its temporary disk; null for none.</summary>
        public string? TemporaryDisk { get; init; }

        /// <summary>The raw images of its NVMe disks.</summary>
        public IReadOnlyList<string> NvmeDisks { get; init; } = [];

        /// <summary>Its accelerator: emulation, which is the same on every build machine, unless DAYBREAK_ACCELERATOR is set.</summary>
        public AcceleratorChoice Accelerator { get; init; } = AcceleratorChoices.FromEnvironment() ?? AcceleratorChoice.Tcg;

        public override void Require() => Requirements.ForVirtualMachine();

        public override async Task<Machine> CreateAsync(Segment segment, DhcpServer dhcp, LayeredImage image)
        {
            var hardware = new VirtualHardware
            {
                Disk = new DiskImage(await image.Disk, DiskFormat.Raw),
                TemporaryDisk = TemporaryDisk,
                NvmeDisks = NvmeDisks,
                Accelerator = Accelerator,
                Kernel = new DirectKernel(image.Machine.Kernel, image.Machine.InitialRamDisk, "root=LABEL=root rw net.ifnames=0"),
            };
            return await VirtualMachine.CreateAsync(segment, dhcp, hardware, Root(image), RunDirectory.New("vm"));
        }
    }

    /// <summary>A systemd container: fast.</summary>
    public sealed record Container() : MachineKind(TraitValue)
    {
        /// <summary>The value of the trait.</summary>
        public const string TraitValue = "nspawn";

        public override void Require() => Requirements.ForContainer();

        public override async Task<Machine> CreateAsync(Segment segment, DhcpServer dhcp, LayeredImage image) =>
            await SystemdContainer.CreateAsync(segment, dhcp, image.Layers, Root(image), RunDirectory.New("container"));
    }

    /// <summary>Fails or skips the test if this kind is not available.</summary>
    public abstract void Require();

    /// <summary>Creates a machine that is off.</summary>
    public abstract Task<Machine> CreateAsync(Segment segment, DhcpServer dhcp, LayeredImage image);

    private static SshLogin.ByKey Root(LayeredImage image) => new("root", image.Machine.SshKey);
}
