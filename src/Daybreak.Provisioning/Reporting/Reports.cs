using Daybreak.Platform.Http;
using Daybreak.Platform.Reports;

namespace Daybreak.Provisioning.Reporting;

/// <summary>Reports the result of a run to the WireServer and, through the key-value pool, to the host.</summary>
/// <param name="reporter">The WireServer; null for --wireserver none.</param>
/// <param name="kvp">The key-value pool.</param>
/// <param name="log">Receives the failures of reports.</param>
public sealed class Reports(Reporter? reporter, KvpChannel kvp, ProgressLog log)
{
    /// <summary>Whether reports are sent to the platform.</summary>
    public bool ReachPlatform => reporter is not null;

    /// <inheritdoc cref="Reporter.CheckWireServer"/>
    public Failure? CheckWireServer(Deadline deadline) => reporter?.CheckWireServer(deadline);

    /// <summary>Reports Ready. The pool shows success only if the platform has accepted it.</summary>
    public Result<HttpResponse> Ready(string? vmId, Deadline deadline)
    {
        var answer = reporter!.Send(ProvisioningReport.Ready, deadline);
        if (answer.Failure is { } failure) kvp.NotReported(vmId, failure);
        else kvp.Succeeded(vmId);
        return answer;
    }

    /// <summary>Reports a failure.</summary>
    /// <returns>The platform's answer; null if it has not accepted the report.</returns>
    public HttpResponse? Failed(ReportDescription description, Deadline deadline)
    {
        kvp.Failed(description);
        if (reporter is null) return null;
        var answer = reporter.Send(ProvisioningReport.Failed(description), deadline);
        if (answer.Failure is { } failure) log.Warn($"the failure was not reported: {failure.Message}");
        return answer.Value;
    }

    /// <summary>Reports the SSH host key. A failure is a warning.</summary>
    public void HostKey(MachineView machine, Deadline deadline)
    {
        if (reporter is null) return;
        string? why;
        try
        {
            string? fingerprint = Machine.Ssh.HostKey.Fingerprint(machine);
            why = fingerprint is null ? "there is no key in /etc/ssh" : reporter.SendHostKey(fingerprint, deadline)?.Finding;
        }
        catch (FileFailure unreadable)
        {
            why = unreadable.Message;
        }
        if (why is not null) log.Warn($"the SSH host key is not reported: {why}");
    }

    /// <summary>A part of the run has ended.</summary>
    public void Progress(string? vmId, string part, TimeSpan length) => kvp.Progress(vmId, part, length);
}
