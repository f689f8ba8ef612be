using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd.FirstLight;

/// <summary>
/// Three boots of one disk, shared by many tests: the first boot as a VM, a second boot of the same VM, and a boot as another VM, like an image
/// that was captured from the first. Each boot runs when a test first needs it.
/// </summary>
public abstract class MachineLife : IAsyncDisposable
{
    private readonly MachineKind kind;
    private readonly Lazy<Task<Boot>> first;
    private readonly Lazy<Task<Boot>> second;
    private readonly Lazy<Task<Boot>> captured;
    private Laboratory? laboratory;

    protected MachineLife(MachineKind kind)
    {
        this.kind = kind;
        first = new(FirstBootAsync);
        second = new(SecondBootAsync);
        captured = new(CapturedBootAsync);
    }

    /// <summary>The scenario of the first VM.</summary>
    public static Scenario Original { get; } = new();

    /// <summary>The scenario of the VM that is created from the captured image.</summary>
    public static Scenario Copy { get; } = new()
    {
        VmId = "0b8d3a57-6c1e-4f80-9a2d-4e5f60718293",
        HostName = "second-light",
        ContainerId = "1d1b7c1e-93a1-4d54-8b09-0a2f2f6a9c55",
        InstanceId = "3b6f1e44-2f6d-4f3c-8a53-9d1c5b7e2a10._second-light",
    };

    /// <summary>After the first boot.</summary>
    public Task<Boot> FirstBoot => Part(first);

    /// <summary>After the same VM was rebooted.</summary>
    public Task<Boot> SecondBoot => Part(second);

    /// <summary>After the same disk was booted as another VM.</summary>
    public Task<Boot> CapturedBoot => Part(captured);

    public async ValueTask DisposeAsync()
    {
        if (laboratory is not null) await laboratory.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private Task<Boot> Part(Lazy<Task<Boot>> part)
    {
        kind.Require();
        return part.Value;
    }

    private async Task<Boot> FirstBootAsync()
    {
        laboratory = await Laboratory.CreateAsync(kind, await LayeredImage.Debian12, "life");
        await laboratory.BootAsync(Original);
        return await Boot.ObserveAsync(laboratory);
    }

    private async Task<Boot> SecondBootAsync()
    {
        await FirstBoot;
        await laboratory!.StartScenarioAsync(Original);
        await laboratory.Machine.RebootAsync();
        return await Boot.ObserveAsync(laboratory);
    }

    private async Task<Boot> CapturedBootAsync()
    {
        await SecondBoot;
        await laboratory!.Machine.PowerOffAsync();
        await laboratory.BootAsync(Copy);
        return await Boot.ObserveAsync(laboratory);
    }
}

/// <summary>In a virtual machine.</summary>
public sealed class VirtualMachineLife() : MachineLife(new MachineKind.Virtual());

/// <summary>In a container.</summary>
public sealed class ContainerLife() : MachineLife(new MachineKind.Container());
