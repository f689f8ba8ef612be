namespace Daybreak.Provisioning.Steps;

/// <summary>Writes the files of the Azure Linux agent, so that it considers the VM provisioned and only runs VM extensions. The last step.</summary>
/// <param name="settings">[WaAgent].</param>
public sealed class WaAgentHandOver(WaAgentSettings settings) : IStep
{
    private const string State = "/var/lib/waagent";
    private const string DocumentPath = State + "/ovf-env.xml";
    private const string MarkerPath = State + "/provisioned";
    private const string DisablePath = State + "/disable_agent";

    /// <inheritdoc/>
    public string Name => "waagent-hand-over";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => StepPlan.Of(Changes(vm, machine));

    private IEnumerable<Change> Changes(VmSpecification vm, MachineView machine)
    {
        if (!settings.HandOver) yield break;
        foreach (var change in EnsureDirectory.Above(machine, State)) yield return change;
        if (machine.Entry(State) is not { Kind: FileKind.Directory } directory || directory.Mode != Permissions.PrivateDirectory)
            yield return new MakeDirectory(State, Permissions.PrivateDirectory, Owner.System, LinkPolicy.SystemLinks, $"{State}, for root only");

        string shown = machine.ReadText(VmId.DmiPath)?.Trim() ?? "";
        string id = VmId.TryParse(shown, out var parsed) ? AsShown(parsed.Swapped, shown) : shown;
        string? marker = machine.ReadText(MarkerPath);
        bool isMarked = marker is not null && (IsSame(marker, id) || IsSame(marker, shown));

        var document = HandedOverDocument.For(vm, isMarked ? machine.Read(DocumentPath) : null);
        if (EnsureFile.Plan(machine, DocumentPath, document, Permissions.OwnerOnly, "ovf-env.xml for waagent, without password and custom data") is { } write) yield return write;

        bool? wanted = vm.GuestAgent.Value?.IsSet;
        if (wanted == false && machine.Entry(DisablePath) is null) yield return Private(DisablePath, default, "waagent disabled: the platform does not require a guest agent");
        if (wanted == true && machine.Entry(DisablePath) is not null) yield return new RemoveFile(DisablePath, "waagent enabled: the platform requires a guest agent");
        if (!isMarked) yield return Private(MarkerPath, System.Text.Encoding.ASCII.GetBytes(id), "VM marked as provisioned for waagent");
    }

    // The agent writes the id in the other byte order and in the machine's letter case. It accepts both orders and cases.
    private static string AsShown(string id, string shown) => shown.AsSpan().ContainsAnyInRange('A', 'F') ? id.ToUpperInvariant() : id;

    private static bool IsSame(string marker, string id) => marker.Trim().Equals(id, StringComparison.OrdinalIgnoreCase);

    private static WriteFile Private(string path, ReadOnlyMemory<byte> content, string sentence) =>
        new(path, content, Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, sentence);
}
