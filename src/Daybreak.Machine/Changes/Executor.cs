using Daybreak.Machine.Accounts;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;

namespace Daybreak.Machine.Changes;

/// <summary>
/// The one place that changes the machine. Each change is whole and durable when <see cref="Apply"/> returns; a cut in its middle
/// leaves the state before it, or after it, and the next plan finds out which.
/// </summary>
/// <param name="root">The directory treated as "/".</param>
/// <param name="kernel">The running kernel, or none when the root is not the running machine's.</param>
public sealed class Executor(RootDirectory root, IKernel kernel)
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
                case RunProgram run:
                    return Run(run);
                default:
                    throw new InvalidOperationException($"{change.GetType().Name} is not a kind of change that the executor knows");
            }
        }
        catch (FileFailure failure)
        {
            return new ChangeFailure(change, failure.Message);
        }
    }

    private ChangeFailure? Run(RunProgram run)
    {
        var outcome = kernel.Run(run.Arguments, run.TimeLimit);
        return outcome.Succeeded ? null : new ChangeFailure(run, outcome.Sentence(run.Arguments[0]), outcome.ExitCode, outcome.ErrorOutput);
    }
}
