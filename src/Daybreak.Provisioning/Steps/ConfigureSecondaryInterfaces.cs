using Daybreak.Machine.Network;
using Daybreak.Platform.Imds;

namespace Daybreak.Provisioning.Steps;

/// <summary>If enabled, configures the secondary interfaces as IMDS describes them, for the network service of the primary interface.</summary>
/// <remarks>Interfaces are found by MAC address. The configuration of the primary interface is not changed. Obstacles are warnings.</remarks>
/// <param name="settings">The configuration.</param>
public sealed class ConfigureSecondaryInterfaces(NetworkSettings settings) : IStep
{
    /// <inheritdoc/>
    public string Name => "secondary-interfaces";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine)
    {
        if (!settings.ConfigureSecondary || !machine.IsRunning || vm.Interfaces.Value is not { } described || described.All.Count < 2) return StepPlan.Empty;
        var findings = new Findings([], []);
        try
        {
            Configure(described.All, machine, findings);
        }
        catch (FileFailure failure)
        {
            return new StepPlan([], [.. findings.Warnings, failure.Message]);
        }
        return new StepPlan(findings.Changes, findings.Warnings);
    }

    private static void Configure(IReadOnlyList<ImdsInterface> described, MachineView machine, Findings findings)
    {
        var present = NetworkInterface.OfMachine(machine);
        if (PlatformRoute.Primary(machine) is not { } name || present.Find(one => one.Name == name) is not { } primary)
        {
            findings.Warnings.Add("secondary interfaces are not configured: no route or lease shows which interface is the primary one");
            return;
        }
        var service = NetworkServices.Of(primary, machine);
        if (service == NetworkService.None)
        {
            findings.Warnings.Add($"secondary interfaces are not configured: {primary.Name} is not managed by systemd-networkd, NetworkManager or ifupdown");
            return;
        }
        var (secondary, metrics) = Secondary(described, present, primary, machine, findings.Warnings);
        if (secondary.Count > 0) SaveMetrics(metrics, machine, findings.Changes);
        var writes = new List<Change>();
        var written = new List<SecondaryInterface>();
        var kept = new List<string>();
        foreach (var one in secondary)
        {
            var file = SecondaryFile.Of(one, service, machine);
            kept.Add(file.Name);
            if (file.Obstacle(machine) is { } obstacle)
            {
                findings.Warnings.Add(obstacle);
                continue;
            }
            if (file.IsUpToDate(machine)) continue;
            writes.Add(file.Write());
            written.Add(one);
        }
        if (writes.Count > 0) findings.Changes.AddRange(EnsureDirectory.WithParents(machine, SecondaryFile.Directory(service)));
        findings.Changes.AddRange(writes);
        bool stale = SecondaryFile.RemoveOthers(service, kept, machine, findings.Changes);
        if (written.Count > 0 || stale) findings.Changes.AddRange(NetworkServices.Reload(service, written, machine));
    }

    private static (List<SecondaryInterface> Interfaces, List<string> Metrics) Secondary(
        IReadOnlyList<ImdsInterface> described, List<NetworkInterface> present, NetworkInterface primary, MachineView machine, List<string> warnings)
    {
        var here = new List<ImdsInterface>();
        foreach (var one in described)
        {
            if (one.MacAddress == primary.MacAddress) continue;
            if (present.Exists(candidate => candidate.MacAddress == one.MacAddress)) here.Add(one);
            else warnings.Add($"IMDS lists an interface {one.MacAddress}, which this machine does not have");
        }
        here.Sort((one, other) => string.CompareOrdinal(one.MacAddress, other.MacAddress));
        var metrics = InterfaceMetrics.Assign(machine.ReadText(InterfaceMetrics.Path), here.ConvertAll(one => one.MacAddress));
        var secondary = new List<SecondaryInterface>();
        foreach (var one in here)
        {
            var device = present.Find(candidate => candidate.MacAddress == one.MacAddress && !candidate.IsSlave) ?? present.Find(candidate => candidate.MacAddress == one.MacAddress)!;
            var (four, six) = InterfaceAddresses.Of(one);
            if (four.Count + six.Count == 0) continue;
            secondary.Add(new SecondaryInterface(device.Name, one.MacAddress, device.Driver, InterfaceMetrics.Of(one.MacAddress, metrics)!.Value, four, six));
        }
        return (secondary, metrics);
    }

    // Before the files with the metrics, so that an interruption between them changes no metric.
    private static void SaveMetrics(List<string> metrics, MachineView machine, List<Change> changes)
    {
        string text = InterfaceMetrics.Text(metrics);
        if (machine.ReadText(InterfaceMetrics.Path) == text) return;
        changes.AddRange(StateDirectory.Plan(machine));
        changes.Add(new WriteFile(InterfaceMetrics.Path, System.Text.Encoding.UTF8.GetBytes(text), Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, "metrics of the secondary interfaces saved"));
    }

    private sealed record Findings(List<Change> Changes, List<string> Warnings);
}
