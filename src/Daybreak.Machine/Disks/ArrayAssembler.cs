using Daybreak.Core.Interop;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Disks;

/// <summary>Applies <see cref="AssembleArray"/>.</summary>
/// <remarks>
/// Adds the members one by one (mdadm --incremental), as the udev rules do, so that both can run at the same time: with "mdadm --assemble",
/// Daybreak and udev would each take some of the members. mdadm.conf is not read: it may disable automatic assembly and cannot contain this array.
/// </remarks>
internal static unsafe class ArrayAssembler
{
    private const int Tries = 20, Pause = 250;

    public static ChangeFailure? Assemble(RootDirectory root, IKernel kernel, AssembleArray change)
    {
        ProgramOutcome? failed = null;
        for (int i = 0; i < Tries; i++)
        {
            // No wait before the second round: mdadm has finished when it exits.
            if (i > 1) _ = Libc.Poll(null, 0, Pause);
            var machine = new MachineView(root, kernel);
            if (IsComplete(change, machine)) return null;
            foreach (string device in change.Devices)
            {
                if (MdArray.Of(Name(device), machine) is not null) continue;
                var outcome = kernel.Run([change.Mdadm, "--incremental", "--quiet", "--config=none", root.Below(device)], DiskLimits.Array);
                if (!outcome.Succeeded) failed = outcome;
                // Do not retry after a timeout: another try would exceed the time limit of the unit.
                if (outcome.TimedOut) return Failed(change, outcome);
            }
        }
        return failed is null
            ? new ChangeFailure(change, NotStarted(change, string.Join(" and ", change.Devices), new MachineView(root, kernel)))
            : Failed(change, failed);
    }

    private static ChangeFailure Failed(AssembleArray change, ProgramOutcome failed) =>
        new(change, $"{string.Join(" and ", change.Devices)} cannot be assembled: {failed.Sentence(change.Mdadm)}", failed.ExitCode, failed.ErrorOutput);

    private static string NotStarted(AssembleArray change, string all, MachineView machine)
    {
        foreach (string device in change.Devices)
            if (MdArray.Of(Name(device), machine) is { } array) return $"{all} are members of an array that does not start: run mdadm --detail {array.Device}";
        return $"{all} are members of an array that does not start: run mdadm --examine {change.Devices[0]}";
    }

    private static bool IsComplete(AssembleArray change, MachineView machine)
    {
        foreach (string device in change.Devices)
            if (MdArray.Of(Name(device), machine) is not { IsActive: true } array || array.Members.Count != change.Devices.Count) return false;
        return true;
    }

    private static string Name(string device) => device[(device.LastIndexOf('/') + 1)..];
}
