using Daybreak.Machine.Accounts;

namespace Daybreak.Machine.Changes;

/// <summary>Writes a file whose owner is given by name. The name is looked up when the change is applied, because an earlier change may create the account.</summary>
/// <param name="File">The file, with root as its owner.</param>
/// <param name="Owner">USER or USER:GROUP.</param>
public sealed record WriteFileForOwner(WriteFile File, string Owner) : Change(File.Sentence)
{
    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        var owner = OwnerNames.Find(Owner, context.Root.Read("/etc/passwd"), context.Root.Read("/etc/group"));
        if (owner is not { } known) return Failed($"cannot give {File.Path} to {Owner}: no such user or group");
        return (File with { Owner = known }).Apply(context);
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        var owner = OwnerNames.Find(Owner, overlay.Read("/etc/passwd"), overlay.Read("/etc/group"));
        // An unknown owner may be created by a program that runs before it.
        (File with { Owner = owner ?? File.Owner }).Foresee(overlay);
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description) => File.Describe(description, Owner);
}
