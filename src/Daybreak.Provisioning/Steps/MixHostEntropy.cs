namespace Daybreak.Provisioning.Steps;

/// <summary>Mixes the random bytes that the host gives into the kernel's pool, once a boot.</summary>
/// <param name="credit">Whether the kernel is to count on them.</param>
public sealed class MixHostEntropy(bool credit) : IBootStep
{
    /// <summary>Says that it was done in this boot: /run is empty in the next.</summary>
    public const string StampPath = AgentPaths.RunDirectory + "/entropy-mixed";

    /// <inheritdoc/>
    public string Name => "host-entropy";

    /// <inheritdoc/>
    public StepPlan Plan(MachineView machine) => StepPlan.Of(Missing(machine));

    private List<Change> Missing(MachineView machine)
    {
        if (!machine.IsRunning || machine.Entry(StampPath) is not null || machine.Read(HyperVEntropy.TablePath) is not { } table) return [];
        var seed = HyperVEntropy.Seed(table);
        if (seed.IsEmpty) return [];
        int bits = credit ? HyperVEntropy.CreditBits(seed) : 0;
        var changes = new List<Change> { new MixEntropy(seed, bits, $"{seed.Length} random bytes of the host mixed into the kernel's pool{(credit ? $" and credited with {bits} bits" : "")}") };
        // After the mixing: a cut between the two mixes the same bytes twice, which harms nothing.
        changes.AddRange(EnsureDirectory.Plan(machine, AgentPaths.RunDirectory));
        changes.Add(Change.Write(StampPath, "", Permissions.WorldReadable, "noted until the next boot"));
        return changes;
    }
}
