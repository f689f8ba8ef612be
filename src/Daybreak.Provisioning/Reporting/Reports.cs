using Daybreak.Platform.Http;
using Daybreak.Platform.Reports;

namespace Daybreak.Provisioning.Reporting;

/// <summary>Everybody who is told how a provisioning ended: the WireServer, and the host by the key-value pool.</summary>
/// <param name="reporter">The WireServer; null for nobody (--wireserver none).</param>
/// <param name="kvp">The key-value pool.</param>
/// <param name="log">Hears what could not be told.</param>
public sealed class Reports(Reporter? reporter, KvpChannel kvp, ProgressLog log)
{
    /// <summary>Whether the platform is told at all.</summary>
    public bool ReachPlatform => reporter is not null;

    /// <summary>Finds out, before anything is changed, whether the platform can ever be told.</summary>
    /// <param name="deadline">A short one.</param>
    /// <returns>Why not; null when it can, or nobody is to be told.</returns>
    public Failure? CheckWireServer(Deadline deadline) => reporter?.CheckWireServer(deadline);

    /// <summary>Reports Ready. The pool says success only when the platform has accepted it.</summary>
    /// <returns>The platform's answer.</returns>
    public Result<HttpResponse> Ready(string? vmId, Deadline deadline)
    {
        var answer = reporter!.Send(ProvisioningReport.Ready, deadline);
        if (answer.Failure is { } unheard) kvp.Unheard(vmId, unheard);
        else kvp.Succeeded(vmId);
        return answer;
    }

    /// <summary>Reports a failure.</summary>
    /// <param name="description">What <see cref="FailureDescription"/> made.</param>
    /// <param name="deadline">Until when it is tried.</param>
    /// <returns>The platform's answer when it has accepted it.</returns>
    public HttpResponse? Failed(ReportDescription description, Deadline deadline)
    {
        kvp.Failed(description);
        if (reporter is null) return null;
        var answer = reporter.Send(ProvisioningReport.Failed(description), deadline);
        if (answer.Failure is { } unheard) log.Warn($"the platform could not be told: {unheard.Message}");
        return answer.Value;
    }

    /// <summary>Tells the platform the SSH host key. Nothing depends on it: what fails is a warning.</summary>
    public void HostKey(MachineView machine, Deadline deadline)
    {
        if (reporter is null) return;
        string? why;
        try
        {
            string? fingerprint = Machine.Ssh.HostKey.Fingerprint(machine);
            why = fingerprint is null ? "there is none in /etc/ssh" : reporter.SendHostKey(fingerprint, deadline)?.Message;
        }
        catch (FileFailure unreadable)
        {
            why = unreadable.Message;
        }
        if (why is not null) log.Warn($"the SSH host key is not reported: {why}");
    }

    /// <summary>A part of the run is over.</summary>
    public void Progress(string? vmId, string part, TimeSpan length) => kvp.Progress(vmId, part, length);
}
