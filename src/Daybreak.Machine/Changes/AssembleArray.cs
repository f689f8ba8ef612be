using Daybreak.Machine.Disks;

namespace Daybreak.Machine.Changes;

/// <summary>
/// Makes the kernel assemble a complete md array of level 0, perhaps at the same time as udev. The device that it becomes is only known
/// afterwards, so the plan ends after it.
/// </summary>
/// <remarks>
/// It adds one member at a time (mdadm --incremental), as the rules of udev do: two that do so at once help each other, but "mdadm --assemble"
/// and udev would each take some of the members. No mdadm.conf is read: it may forbid what udev does by itself, and cannot name this array.
/// </remarks>
/// <param name="Devices">All of its members.</param>
/// <param name="Mdadm">The machine's mdadm.</param>
/// <param name="Sentence">What it does.</param>
public sealed record AssembleArray(IReadOnlyList<string> Devices, string Mdadm, string Sentence) : Change(Sentence)
{
    private const int Tries = 20, Pause = 250;

    /// <inheritdoc/>
    public override bool EndsPlan => true;

    private string All => string.Join(" and ", Devices);

    /// <inheritdoc/>
    public override Failure? Apply(ChangeContext context)
    {
        ProgramOutcome? refusal = null;
        for (int i = 0; i < Tries; i++)
        {
            // The first call of mdadm has finished its work when it ends, so the second round does not wait.
            if (i > 1) Wait();
            var machine = new MachineView(context.Root, context.Kernel);
            if (IsComplete(machine)) return null;
            foreach (string device in Devices)
            {
                if (MdArray.Of(Name(device), machine) is not null) continue;
                var outcome = context.Kernel.Run([Mdadm, "--incremental", "--quiet", "--config=none", context.Root.Below(device)], DiskLimits.Array);
                if (!outcome.Succeeded) refusal = outcome;
                // Another try would take as long, and the unit of this boot has a time limit.
                if (outcome.TimedOut) return Unassembled(outcome);
            }
        }
        return refusal is null ? Failed(NotStarted(new MachineView(context.Root, context.Kernel))) : Unassembled(refusal);
    }

    /// <inheritdoc/>
    public override void Foresee(MachineOverlay overlay)
    {
        // The array has no known device until it is assembled.
    }

    /// <inheritdoc/>
    public override void Describe(ChangeDescription description) => description.Add("paths", Devices);

    private static unsafe void Wait() => _ = Libc.Poll(null, 0, Pause);

    private Failure Unassembled(ProgramOutcome refusal) => Failed($"{All} cannot be assembled: {refusal.Sentence(Mdadm)}", refusal);

    private string NotStarted(MachineView machine)
    {
        foreach (string device in Devices)
            if (MdArray.Of(Name(device), machine) is { } array) return $"{All} are members of an array that does not start: run mdadm --detail {array.Device}";
        return $"{All} are members of an array that does not start: run mdadm --examine {Devices[0]}";
    }

    private bool IsComplete(MachineView machine)
    {
        foreach (string device in Devices)
            if (MdArray.Of(Name(device), machine) is not { IsActive: true } array || array.Members.Count != Devices.Count) return false;
        return true;
    }

    private static string Name(string device) => device[(device.LastIndexOf('/') + 1)..];
}
