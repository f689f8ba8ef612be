using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Platform.Media;

namespace Daybreak.Verbs;

/// <summary>Ejects the provisioning disc. A run does this itself after Ready, so the change is only planned, never a part of a step.</summary>
/// <param name="Device">The drive.</param>
internal sealed record EjectMedia(string Device) : Change($"{Device} ejected: the platform then deletes what is on it")
{
    public override Failure? Apply(ChangeContext context) => MediaReader.Release(Device) is { } reason ? Failed(reason) : null;

    public override void Foresee(MachineOverlay overlay)
    {
        // Steps do not read the disc.
    }
}
