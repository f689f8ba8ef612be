using Daybreak.Core.Interop;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Disks;

/// <summary>Applies <see cref="AssembleArray"/>.</summary>
/// <remarks>
/// Member by member (mdadm --incremental), which is how udev's rules do it: two that do it at once help each other, whereas "mdadm --assemble" and udev would each take a part of the
/// members. No mdadm.conf is asked: it may forbid what udev does on its own, and cannot know this array.
/// </remarks>
internal static unsafe class ArrayAssembler
{
    private const int Tries = 20, Pause = 250;

    public static ChangeFailure? Assemble(RootDirectory root, IKernel kernel, AssembleArray change)
    {
        ProgramOutcome? refusal = null;
        for (int i = 0; i < Tries; i++)
        {
            // The first time, mdadm has only been asked in this round: its work is done when it has ended.
            if (i > 1) _ = Libc.Poll(null, 0, Pause);
            var machine = new MachineView(root, kernel);
            if (IsWhole(change, machine)) return null;
            foreach (string device in change.Devices)
            {
                if (MdArray.Of(Name(device), machine) is not null) continue;
                var outcome = kernel.Run([change.Mdadm, "--incremental", "--quiet", "--config=none", root.Below(device)], DiskLimits.Array);
                if (!outcome.Succeeded) refusal = outcome;
                // A second try would take as long: the unit of this boot has a limit of its own.
                if (outcome.TimedOut) return Failed(change, outcome);
            }
        }
        return refusal is null
            ? new ChangeFailure(change, Unstarted(change, string.Join(" and ", change.Devices), new MachineView(root, kernel)))
            : Failed(change, refusal);
    }

    private static ChangeFailure Failed(AssembleArray change, ProgramOutcome refusal) =>
        new(change, $"{string.Join(" and ", change.Devices)} cannot be assembled: {refusal.Sentence(change.Mdadm)}", refusal.ExitCode, refusal.ErrorOutput);

    private static string Unstarted(AssembleArray change, string all, MachineView machine)
    {
        foreach (string device in change.Devices)
            if (MdArray.Of(Name(device), machine) is { } array) return $"{all} are parts of an array that does not start: see mdadm --detail {array.Device}";
        return $"{all} are parts of an array that does not start: see mdadm --examine {change.Devices[0]}";
    }

    private static bool IsWhole(AssembleArray change, MachineView machine)
    {
        foreach (string device in change.Devices)
            if (MdArray.Of(Name(device), machine) is not { IsActive: true } array || array.Members.Count != change.Devices.Count) return false;
        return true;
    }

    private static string Name(string device) => device[(device.LastIndexOf('/') + 1)..];
}
