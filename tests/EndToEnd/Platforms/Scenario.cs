using System.Text;

namespace EndToEnd.Platforms;

/// <summary>A scenario for the simulated platform: one VM, and faults. It is written as a scenario file of the simulator.</summary>
public sealed record Scenario
{
    /// <summary>The VM id, which is also the SMBIOS UUID of the machine.</summary>
    public string VmId { get; init; } = "5e1f5bd2-b2e4-4a3c-9e1f-2a7c3f4d5e60";

    /// <summary>The host name of the VM.</summary>
    public string HostName { get; init; } = "first-light";

    /// <summary>The container in the goal state.</summary>
    public string ContainerId { get; init; } = "c6d5526c-5ac2-4200-b6e2-56f2b70c5ab2";

    /// <summary>The instance in the goal state.</summary>
    public string InstanceId { get; init; } = "7f0c2a9e-52a8-4c51-a0cb-1f0f1c3d7b11._first-light";

    /// <summary>Additional lines of the vm section, such as <c>password: x</c>.</summary>
    public IReadOnlyList<string> VmLines { get; init; } = [];

    /// <summary>The certificates of the goal state in YAML's flow style: <c>{name: host, generate: rsa-2048}</c>.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>Faults in YAML's flow style: <c>{on: wireserver.health, times: 1, drop: true}</c>.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>The text of the file.</summary>
    public string ToYaml()
    {
        var text = new StringBuilder();
        text.Append(
            $"""
            vm:
              id: {VmId}
              name: {HostName}
              hostName: {HostName}
              containerId: {ContainerId}
              instanceId: {InstanceId}

            """);
        foreach (var line in VmLines) text.Append($"  {line}\n");
        if (Certificates.Count > 0) text.Append("certificates:\n");
        foreach (var certificate in Certificates) text.Append($"  - {certificate}\n");
        if (Faults.Count > 0) text.Append("faults:\n");
        foreach (var fault in Faults) text.Append($"  - {fault}\n");
        return text.ToString();
    }
}
