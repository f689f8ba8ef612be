using Daybreak.Machine.Sudo;

namespace Daybreak.Provisioning.Steps;

/// <summary>Lets the administrator become root: with sudo, or with doas where the machine has that one alone.</summary>
/// <remarks>
/// A file that sudo cannot read takes sudo from everybody. So, on a running machine, a rule waits under a name that sudo and doas pass over
/// until their own reader has found it good.
/// </remarks>
/// <param name="settings">[Sudo].</param>
public sealed class GrantSudo(SudoSettings settings) : IStep
{
    private static readonly Permissions ReadOnly = new(0b100_100_000);
    private static readonly Permissions DropInDirectory = new(0b111_101_000);
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public string Name => "sudo";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine)
    {
        if (vm.UserName.Value is not { Text: var user } || settings.Policy == SudoPolicy.None) return StepPlan.Empty;
        bool asks = settings.Policy switch
        {
            SudoPolicy.Password => true,
            SudoPolicy.NoPassword => false,
            _ => vm.Password.Value is not null,
        };
        if (HasSudo(machine)) return StepPlan.Of(WithSudo(user, asks, machine));
        if (HasDoas(machine)) return StepPlan.Of(WithDoas(user, asks, machine));
        return StepPlan.Warn($"the machine has neither sudo nor doas: {user} cannot become root that way");
    }

    /// <summary>Whether the machine has a program for it.</summary>
    public static bool IsPossible(MachineView machine) => HasSudo(machine) || HasDoas(machine);

    private static IEnumerable<Change> WithSudo(string user, bool asks, MachineView machine)
    {
        string path = SudoersFile.DropIn(user);
        foreach (var change in EnsureDirectory.Plan(machine, DropInDirectory, SudoersFile.DropInDirectory)) yield return change;
        string[]? check = FindProgram.Named(machine, "visudo") is { } visudo ? [visudo, "-c", "-f"] : null;
        foreach (var change in Put(machine, check, path, SudoersFile.Rule(user, asks), $"{user} becomes root with sudo, {How(asks)}")) yield return change;

        if (machine.Read(SudoersFile.Main) is { } bytes && Encoding.Latin1.GetString(bytes.Span) is var main && !SudoersFile.IncludesDropIns(main))
        {
            string sentence = $"{SudoersFile.Main} includes {SudoersFile.DropInDirectory}";
            foreach (var change in Put(machine, check, SudoersFile.Main, SudoersFile.WithDropIns(main), sentence)) yield return change;
        }
        else if (machine.Entry(SudoersFile.Unchecked(SudoersFile.Main)) is not null)
        {
            yield return Leftover(SudoersFile.Main);
        }
    }

    private static IEnumerable<Change> WithDoas(string user, bool asks, MachineView machine)
    {
        string[]? check = FindProgram.Named(machine, "doas") is { } doas ? [doas, "-C"] : null;
        string sentence = $"{user} becomes root with doas, {How(asks)}";
        if (machine.Entry(DoasFile.DropInDirectory) is not null) return Put(machine, check, DoasFile.DropIn(user), DoasFile.Rule(user, asks), sentence);
        string main = machine.Read(DoasFile.Main) is { } bytes ? Encoding.Latin1.GetString(bytes.Span) : "";
        return Put(machine, check, DoasFile.Main, DoasFile.WithRule(main, user, asks), sentence);
    }

    // Each beginning of it is completed by the next plan: the copy that waits is written again, or taken away.
    private static IEnumerable<Change> Put(MachineView machine, string[]? check, string path, string text, string sentence)
    {
        byte[] content = Encoding.Latin1.GetBytes(text);
        string waiting = SudoersFile.Unchecked(path);
        bool isLeft = machine.Entry(waiting) is not null;
        if (!EnsureFile.IsThere(machine, path, content, ReadOnly))
        {
            if (machine.IsRunning && check is not null)
            {
                yield return new WriteFile(waiting, content, ReadOnly, Owner.System, LinkPolicy.SystemLinks, $"what {path} will say waits for its check");
                yield return new RunProgram([.. check, waiting], CheckLimit, $"{Path.GetFileName(check[0])} checks it");
                isLeft = true;
            }
            yield return new WriteFile(path, content, ReadOnly, Owner.System, LinkPolicy.SystemLinks, sentence);
        }
        if (isLeft) yield return Leftover(path);
    }

    private static RemoveFile Leftover(string path) => new(SudoersFile.Unchecked(path), $"{SudoersFile.Unchecked(path)} removed");

    private static bool HasSudo(MachineView machine) =>
        FindProgram.Named(machine, "sudo") is not null && (machine.Entry(SudoersFile.Main) is not null || machine.Entry(SudoersFile.VendorMain) is not null);

    private static bool HasDoas(MachineView machine) =>
        FindProgram.Named(machine, "doas") is not null || machine.Entry(DoasFile.Main) is not null || machine.Entry(DoasFile.DropInDirectory) is not null;

    private static string How(bool asks) => asks ? "with the password" : "without a password";
}
