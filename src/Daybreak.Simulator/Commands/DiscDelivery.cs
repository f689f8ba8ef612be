using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Media;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Commands;

/// <summary>Puts the VM's disc into a file when the scenario says that it comes: at once, late or never.</summary>
internal sealed class DiscDelivery(Scenario scenario, CertificateStore certificates, string path, TimeProvider time)
{
    /// <summary>The file cannot be written; the message is one sentence for people.</summary>
    public sealed class CannotWriteException(string path, Exception reason) : IOException($"the image '{path}' cannot be written: {reason.Message}", reason);

    /// <summary>Takes away what an earlier run left, and writes the disc if it is there from the start. Throws <see cref="CannotWriteException"/>.</summary>
    public void Begin()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotWriteException(path, e);
        }
        if (scenario.Disc is { Present: true, AppearsAfter.Ticks: 0 }) Write();
    }

    /// <summary>Waits for a late disc and writes it. Throws <see cref="CannotWriteException"/>.</summary>
    public async Task DeliverAsync(CancellationToken stop)
    {
        if (scenario.Disc is not { Present: true, AppearsAfter.Ticks: > 0 }) return;
        try
        {
            await Task.Delay(scenario.Disc.AppearsAfter, time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        Write();
    }

    private void Write()
    {
        try
        {
            // Renamed into place: whoever sees the file sees all of it.
            var part = path + ".part";
            File.WriteAllBytes(part, ProvisioningMedia.Image(scenario.Vm, certificates, scenario.Disc, time.GetUtcNow()).Bytes.Span);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotWriteException(path, e);
        }
    }
}
