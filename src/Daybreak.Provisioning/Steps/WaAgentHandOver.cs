namespace Daybreak.Provisioning.Steps;

/// <summary>
/// Leaves what the Azure Linux agent looks for, where the image keeps it for VM extensions: it then takes the VM for provisioned, and goes
/// straight to its extensions. The last of the steps: "provisioned" is true when it is written.
/// </summary>
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
    public StepPlan Plan(VmSpecification vm, MachineView machine) => StepPlan.Of(Missing(vm, machine));

    private IEnumerable<Change> Missing(VmSpecification vm, MachineView machine)
    {
        if (!settings.HandOver) yield break;
        foreach (var change in EnsureDirectory.Above(machine, State)) yield return change;
        if (machine.Entry(State) is not { Kind: FileKind.Directory } directory || directory.Mode != Permissions.PrivateDirectory)
            yield return new MakeDirectory(State, Permissions.PrivateDirectory, Owner.System, LinkPolicy.SystemLinks, $"{State}, for root alone");

        string shown = machine.ReadText(VmId.DmiPath)?.Trim() ?? "";
        string id = VmId.TryParse(shown, out var parsed) ? AsShown(parsed.Swapped, shown) : shown;
        string? marker = machine.ReadText(MarkerPath);
        bool isMarked = marker is not null && (IsSame(marker, id) || IsSame(marker, shown));

        var document = HandedOverDocument.For(vm, isMarked ? machine.Read(DocumentPath) : null);
        if (EnsureFile.Plan(machine, DocumentPath, document, Permissions.OwnerOnly, "what the platform said, without password and custom data, for waagent") is { } write) yield return write;

        bool? wanted = vm.GuestAgent.Value?.IsSet;
        if (wanted == false && machine.Entry(DisablePath) is null) yield return Private(DisablePath, default, "waagent stays idle: the platform wants no guest agent");
        if (wanted == true && machine.Entry(DisablePath) is not null) yield return new RemoveFile(DisablePath, "waagent is not kept idle any more");
        if (!isMarked) yield return Private(MarkerPath, System.Text.Encoding.ASCII.GetBytes(id), "waagent takes this VM for provisioned");
    }

    // The agent itself writes the id with its first three groups in the other byte order, and letters as the machine shows them; reading, it takes
    // either order and either case.
    private static string AsShown(string id, string shown) => shown.AsSpan().ContainsAnyInRange('A', 'F') ? id.ToUpperInvariant() : id;

    private static bool IsSame(string marker, string id) => marker.Trim().Equals(id, StringComparison.OrdinalIgnoreCase);

    private static WriteFile Private(string path, ReadOnlyMemory<byte> content, string sentence) =>
        new(path, content, Permissions.OwnerOnly, Owner.System, LinkPolicy.SystemLinks, sentence);
}
