using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Machines;

/// <summary>Finds out whether /dev/kvm does what it promises.</summary>
/// <remarks>A device that can be opened proves nothing: within some virtual machines the first instruction then ends the emulator.</remarks>
public static class Acceleration
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    // The monitor answers one command after another; the processor has run by the time of the last.
    private const string Trial = """
        {"execute": "qmp_capabilities"}
        {"execute": "human-monitor-command", "arguments": {"command-line": "info registers"}}
        {"execute": "query-status"}

        """;

    private static readonly Lazy<Task<Accelerator>> Found = new(TryAsync);

    /// <summary>The quickest way that works here; tried once.</summary>
    public static Task<Accelerator> FindAsync() => Found.Value;

    private static async Task<Accelerator> TryAsync()
    {
        if (!File.Exists("/dev/kvm")) return Accelerator.Emulation;
        var emulator = BackgroundProcess.Start(new([.. Emulation.Arguments(Accelerator.Kvm), "-m", "64", "-qmp", "stdio"]));
        await using (emulator.ConfigureAwait(false))
        {
            try
            {
                await emulator.Input.WriteAsync(Trial).ConfigureAwait(false);
                await emulator.Input.FlushAsync().ConfigureAwait(false);
                await emulator.WaitForOutputAsync("\"running\": true", Limit).ConfigureAwait(false);
                await Task.Delay(TimeSpan.FromMilliseconds(300)).ConfigureAwait(false);
                return emulator.HasExited ? Accelerator.Emulation : Accelerator.Kvm;
            }
            catch (Exception e) when (e is IOException or TimeoutException or InvalidOperationException)
            {
                return Accelerator.Emulation;
            }
        }
    }
}
