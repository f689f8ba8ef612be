namespace Daybreak.Provisioning.Specification;

/// <summary>What the platform wants this VM to be. Every field knows which source said it, and why that one won.</summary>
public sealed record VmSpecification
{
    /// <summary>The machine's name.</summary>
    public required Field<HostName> HostName { get; init; }

    /// <summary>All fields as they are told, in the order of the specification.</summary>
    public IReadOnlyList<FieldStory> Stories => [HostName.Story];
}
