using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd.FirstLight;

/// <summary>
/// The power fails when the first report of Ready arrives, before the platform has answered. Then the same VM boots again, and the platform
/// answers.
/// </summary>
public abstract class PowerCut : IAsyncDisposable
{
    private static readonly TimeSpan ReportLimit = TimeSpan.FromMinutes(4);

    private readonly MachineKind kind;
    private readonly Lazy<Task<DiskAfterCut>> cut;
    private readonly Lazy<Task<Boot>> next;
    private Laboratory? laboratory;

    protected PowerCut(MachineKind kind)
    {
        this.kind = kind;
        cut = new(CutAsync);
        next = new(NextBootAsync);
    }

    /// <summary>The scenario of the platform.</summary>
    public static Scenario Scenario { get; } = new();

    /// <summary>The disk after the power failure.</summary>
    public Task<DiskAfterCut> Disk => Part(cut);

    /// <summary>After the next boot.</summary>
    public Task<Boot> NextBoot => Part(next);

    /// <summary>Writes a file without syncing it, cuts the power of the machine after <see cref="NextBoot"/>, and reads the file.</summary>
    public async Task<string?> UnsyncedFileAfterCutAsync(string content)
    {
        await NextBoot;
        var machine = laboratory!.Machine;
        await machine.AskAsync($"echo {content} >/root/unsynced");
        await machine.CutPowerAsync();
        return await machine.ReadFileWhileOffAsync("/root/unsynced");
    }

    public async ValueTask DisposeAsync()
    {
        if (laboratory is not null) await laboratory.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private Task<T> Part<T>(Lazy<Task<T>> part)
    {
        kind.Require();
        return part.Value;
    }

    private async Task<DiskAfterCut> CutAsync()
    {
        laboratory = await Laboratory.CreateAsync(kind, await LayeredImage.Debian12, "power-cut");
        // Reports are never answered, so that no second report is accepted before the power is off.
        await laboratory.BootAsync(Scenario with { Faults = ["{on: wireserver.health, drop: true}"] });
        var (machine, platform) = (laboratory.Machine, laboratory.Platform);
        await Wait.UntilAsync(() => platform.ReadyReports.Count > 0, ReportLimit, "a report of Ready", machine.FailureReason);
        await machine.CutPowerAsync();
        return new DiskAfterCut(
            platform.HasAcceptedReady,
            await machine.ReadFileWhileOffAsync("/etc/hostname"),
            await machine.ReadFileWhileOffAsync("/etc/hosts"));
    }

    private async Task<Boot> NextBootAsync()
    {
        await Disk;
        await laboratory!.BootAsync(Scenario);
        return await Boot.ObserveAsync(laboratory);
    }
}

/// <summary>The content of the disk after the power failure.</summary>
/// <param name="ReadyAccepted">Whether the platform accepted a report.</param>
/// <param name="HostName">/etc/hostname.</param>
/// <param name="Hosts">/etc/hosts.</param>
public sealed record DiskAfterCut(bool ReadyAccepted, string? HostName, string? Hosts);

/// <summary>In a virtual machine, where data that was not synced is lost.</summary>
public sealed class VirtualMachinePowerCut() : PowerCut(new MachineKind.Virtual());

/// <summary>In a container, where only the processes are lost.</summary>
public sealed class ContainerPowerCut() : PowerCut(new MachineKind.Container());
