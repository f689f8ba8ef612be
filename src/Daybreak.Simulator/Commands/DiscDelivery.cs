using Daybreak.Simulator.Media;

namespace Daybreak.Simulator.Commands;

/// <summary>Writes the VM's provisioning disc to a file when the scenario says that it appears.</summary>
internal sealed class DiscDelivery(Scenario scenario, CertificateStore certificates, string path, TimeProvider time)
{
    /// <summary>The file cannot be written. The message is meant for people.</summary>
    public sealed class CannotWriteException(string path, Exception reason) : IOException($"cannot write image '{path}': {reason.Message}", reason);

    /// <summary>Deletes a file from an earlier run, and writes the disc if it is present from the start. Throws <see cref="CannotWriteException"/>.</summary>
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
            // Rename the file into place so that readers never see an incomplete one.
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
