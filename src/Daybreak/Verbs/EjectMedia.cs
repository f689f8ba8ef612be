using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Platform.Media;

namespace Daybreak.Verbs;

/// <summary>Ejects the provisioning disc. This change appears only in the plan: a run ejects the disc itself after Ready.</summary>
/// <param name="Device">The drive.</param>
internal sealed record EjectMedia(string Device) : Change($"{Device} ejected: the platform then deletes the disc")
{
    public override Failure? Apply(ChangeContext context) => MediaReader.Release(Device) is { } reason ? Failed(reason) : null;

    public override void Foresee(MachineOverlay overlay)
    {
        // Steps do not read the disc.
    }
}
