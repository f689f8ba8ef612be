namespace Daybreak.Provisioning.Steps;

/// <summary>Mixes random bytes of the host into the kernel's entropy pool, once per boot.</summary>
/// <param name="credit">Whether they increase the kernel's entropy estimate.</param>
public sealed class MixHostEntropy(bool credit) : IBootStep
{
    /// <summary>Marks that it was done in this boot. /run is empty at the next boot.</summary>
    public const string StampPath = AgentPaths.RunDirectory + "/entropy-mixed";

    /// <inheritdoc/>
    public string Name => "host-entropy";

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Changes(machine));

    private List<Change> Changes(MachineView machine)
    {
        if (!machine.IsRunning || machine.Entry(StampPath) is not null || machine.Read(HyperVEntropy.TablePath) is not { } table) return [];
        var seed = HyperVEntropy.Seed(table);
        if (seed.IsEmpty) return [];
        int bits = credit ? HyperVEntropy.CreditBits(seed) : 0;
        var changes = new List<Change> { new MixEntropy(seed, bits, $"{seed.Length} random bytes of the host mixed into the kernel's pool{(credit ? $" and credited with {bits} bits" : "")}") };
        // After mixing, because mixing the same bytes twice is harmless.
        changes.AddRange(EnsureDirectory.Plan(machine, AgentPaths.RunDirectory));
        changes.Add(Change.Write(StampPath, "", Permissions.WorldReadable, "marked as done for this boot"));
        return changes;
    }
}
