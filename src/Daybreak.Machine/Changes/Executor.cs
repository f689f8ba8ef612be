using System.Text;
using Daybreak.Core.Interop;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Disks;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Changes;

/// <summary>
/// The one place that changes the machine. Each change is whole and durable when <see cref="Apply"/> returns; a cut in its middle
/// leaves the state before it, or after it, and the next plan finds out which.
/// </summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or none when the root is not the running machine's.</param>
/// <param name="tell">Hears what a script writes, and how one ended that may fail; null where nobody listens.</param>
public sealed class Executor(RootDirectory root, IKernel kernel, Action<string>? tell = null)
{
    /// <summary>Applies one change.</summary>
    /// <returns>Null when it is done, else why not.</returns>
    public ChangeFailure? Apply(Change change)
    {
        try
        {
            switch (change)
            {
                case WriteFile write:
                    root.Replace(write.Path, write.Content.Span, write.Mode, write.Owner, write.Links);
                    return null;
                case MakeDirectory make:
                    root.MakeDirectory(make.Path, make.Mode, make.Owner, make.Links);
                    return null;
                case MakeLink link:
                    root.MakeLink(link.Path, link.Target);
                    return null;
                case RemoveFile remove:
                    root.Remove(remove.Path);
                    return null;
                case MakeTree tree:
                    TreeMaker.Make(root, tree);
                    return null;
                case EditAccountFiles edit:
                    AccountEditor.Apply(root, edit);
                    return null;
                case MoveFile move:
                    root.Move(move.From, move.To);
                    return null;
                case SetKernelHostName set:
                    return kernel.SetHostName(set.HostName) is { } refused ? new ChangeFailure(change, refused) : null;
                case AddRoute add:
                    return kernel.AddRoute(add.Route) is { } unreached ? new ChangeFailure(change, unreached) : null;
                case FormatDisks format:
                    return DiskFormatter.Format(root, kernel, format);
                case AssembleArray assemble:
                    return ArrayAssembler.Assemble(root, kernel, assemble);
                case MountDisk mount:
                    return Mount(mount) is { } unmounted ? new ChangeFailure(change, unmounted) : null;
                case MakeSwapFile make:
                    SwapFileMaker.Make(root, make);
                    return null;
                case SwapOn swap:
                    return kernel.SwapOn(root.Below(swap.Path)) is { } unused ? new ChangeFailure(change, unused) : null;
                case MixEntropy mix:
                    return kernel.MixEntropy(mix.Seed.Span, mix.CreditBits) is { } unmixed ? new ChangeFailure(change, unmixed) : null;
                case SetKernelValue set:
                    root.WriteKernelValue(set.Path, Encoding.ASCII.GetBytes(set.Value + "\n"));
                    return null;
                case RunProgram run:
                    return Run(run);
                case RunScript script:
                    return Run(script);
                case ContinueOnError attempt:
                    return Try(attempt);
                case WriteFileFor write:
                    WriteFor(write);
                    return null;
                case AppendLine append:
                    Keep(append.Path, append.Line);
                    return null;
                case AlwaysFails:
                    return new ChangeFailure(change, change.Sentence);
                default:
                    throw new InvalidOperationException($"{change.GetType().Name} is not a kind of change that the executor knows");
            }
        }
        catch (FileFailure failure)
        {
            return new ChangeFailure(change, failure.Message);
        }
    }

    /// <summary>Formats several disks at the same time. What fails on one does not stop the others.</summary>
    /// <returns>Why each change is not done; null for each that is.</returns>
    public IReadOnlyList<ChangeFailure?> ApplyTogether(IReadOnlyList<FormatDisks> changes) => DiskFormatter.FormatTogether(root, kernel, changes);

    private ChangeFailure? Run(RunScript run)
    {
        Keep(run.StatePath, $"begun {run.Key}");
        var outcome = kernel.RunLogged(run.Arguments, run.LogPath, run.TimeLimit, line => tell?.Invoke($"{run.Key}: {line}"));
        Keep(run.StatePath, $"ended {run.Key} {Word(outcome)}");
        if (outcome.Succeeded) return null;
        var failure = new ChangeFailure(run, outcome.Sentence(run.Key), outcome.ExitCode, outcome.ErrorOutput);
        if (!run.MayFail) return failure;
        tell?.Invoke($"{failure.Reason}; its output is in {run.LogPath}");
        return null;
    }

    private ChangeFailure? Try(ContinueOnError attempt)
    {
        // What belongs together ends together.
        if (root.Read(attempt.StatePath) is { } state && Encoding.UTF8.GetString(state).Contains($"\nended {attempt.Key} failed\n", StringComparison.Ordinal)) return null;
        if (Apply(attempt.Inner) is not { } failure) return null;
        Keep(attempt.StatePath, $"ended {attempt.Key} failed");
        tell?.Invoke($"{attempt.Key} failed: {failure.Reason}");
        return null;
    }

    private void WriteFor(WriteFileFor write)
    {
        var owner = OwnerNames.Find(write.Owner, root.Read("/etc/passwd"), root.Read("/etc/group"))
            ?? throw new FileFailure(write.File.Path, $"{write.File.Path} is to belong to {write.Owner}, and the machine knows no such user or group");
        root.Replace(write.File.Path, write.File.Content.Span, write.File.Mode, owner, write.File.Links);
    }

    // As a whole, so that no line is ever there in part.
    private void Keep(string path, string line) =>
        root.Replace(path, [.. root.Read(path) ?? [], .. Encoding.UTF8.GetBytes(line + "\n")], Permissions.OwnerOnly, Owner.System);

    private static string Word(ProgramOutcome outcome) => outcome switch
    {
        { StartError: not null } => "not-started",
        { TimedOut: true } => "timeout",
        { ExitCode: < 0 and var signal } => $"signal:{-signal}",
        _ => $"exit:{outcome.ExitCode}",
    };

    // The kernel has to be told of each disk that a file system spans.
    private string? Mount(MountDisk mount)
    {
        var devices = new List<string>();
        foreach (string device in mount.Devices) devices.Add(root.Below(device));
        string? options = devices.Count > 1 ? $"device={string.Join(",device=", devices)}" : null;
        string place = root.Canonical(mount.MountPoint);
        using var below = root.OpenNode(place, OpenFlags.ReadOnly | OpenFlags.Directory, out _);
        if (kernel.Mount(devices[0], root.Below(place), mount.FileSystem, options) is { } refusal) return refusal;
        using var above = root.OpenNode(place, OpenFlags.ReadOnly | OpenFlags.Directory, out _);
        if (below is not null && above is not null) SecurityLabel.CopyToNew(below, above);
        return null;
    }

    private ChangeFailure? Run(RunProgram run)
    {
        var outcome = kernel.Run(run.Arguments, run.TimeLimit);
        return outcome.Succeeded ? null : new ChangeFailure(run, outcome.Sentence(run.Arguments[0]), outcome.ExitCode, outcome.ErrorOutput);
    }
}
