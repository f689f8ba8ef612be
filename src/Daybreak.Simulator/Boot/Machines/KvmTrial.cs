using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Machines;

/// <summary>Runs <see cref="TrialGuest"/> under KVM.</summary>
/// <remarks>
/// A /dev/kvm that can be opened proves nothing. In some virtual machines QEMU then ends at once. In others real mode works, so the firmware
/// runs and the monitor says "running", but a processor in long mode never leaves the host's kernel.
/// </remarks>
public static class KvmTrial
{
    /// <summary>The device.</summary>
    public const string Device = "/dev/kvm";

    /// <summary>How long the guest may take. A working KVM needs well under a second.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Why KVM does not work; null when it does.</summary>
    public static async Task<string?> RunAsync() =>
        File.Exists(Device) ? await RunAsync(Accelerator.Kvm, TrialGuest.Disk(TrialGuest.Code), Limit).ConfigureAwait(false) : $"there is no {Device}";

    /// <summary>Why a guest does not finish; null when it does.</summary>
    /// <param name="accelerator">What executes it.</param>
    /// <param name="disk">A raw disk image.</param>
    /// <param name="limit">How long it may take.</param>
    public static async Task<string?> RunAsync(Accelerator accelerator, byte[] disk, TimeSpan limit)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, disk).ConfigureAwait(false);
            var emulator = BackgroundProcess.Start(new(
            [
                .. Emulation.Arguments(accelerator), "-m", "64", "-no-reboot", "-device", TrialGuest.ExitDevice,
                "-blockdev", Emulation.Block("trial", "raw", file, readOnly: true), "-device", "virtio-blk-pci,drive=trial",
            ]));
            await using (emulator.ConfigureAwait(false))
            {
                var status = await emulator.WaitForExitAsync(limit).ConfigureAwait(false);
                return status == TrialGuest.Finished ? null : FormattableString.Invariant($"QEMU ended with exit status {status} while it ran the trial guest: {emulator.Output.Trim()}");
            }
        }
        catch (TimeoutException)
        {
            return FormattableString.Invariant($"the trial guest did not finish within {limit.TotalSeconds} s");
        }
        catch (Win32Exception e)
        {
            return $"QEMU did not start: {e.Message}";
        }
        finally
        {
            File.Delete(file);
        }
    }
}
