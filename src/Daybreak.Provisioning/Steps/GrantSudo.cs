using Daybreak.Machine.Sudo;

namespace Daybreak.Provisioning.Steps;

/// <summary>Allows the administrator to become root with sudo, or with doas if the machine has no sudo.</summary>
/// <remarks>
/// An invalid file disables sudo for all users. So on a running machine, a rule is first written under a name that sudo and doas ignore,
/// and checked with their own program.
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
        bool needsPassword = settings.Policy switch
        {
            SudoPolicy.Password => true,
            SudoPolicy.NoPassword => false,
            _ => vm.Password.Value is not null,
        };
        if (HasSudo(machine)) return StepPlan.Of(WithSudo(user, needsPassword, machine));
        if (HasDoas(machine)) return StepPlan.Of(WithDoas(user, needsPassword, machine));
        return StepPlan.Warn($"{user} cannot become root: the machine has neither sudo nor doas");
    }

    /// <summary>Whether the machine has sudo or doas.</summary>
    public static bool IsPossible(MachineView machine) => HasSudo(machine) || HasDoas(machine);

    private static IEnumerable<Change> WithSudo(string user, bool needsPassword, MachineView machine)
    {
        string path = SudoersFile.DropIn(user);
        foreach (var change in EnsureDirectory.Plan(machine, DropInDirectory, SudoersFile.DropInDirectory)) yield return change;
        string[]? check = FindProgram.Named(machine, "visudo") is { } visudo ? [visudo, "-c", "-f"] : null;
        foreach (var change in Put(machine, check, path, SudoersFile.Rule(user, needsPassword), $"{user} becomes root with sudo, {How(needsPassword)}")) yield return change;

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

    private static IEnumerable<Change> WithDoas(string user, bool needsPassword, MachineView machine)
    {
        string[]? check = FindProgram.Named(machine, "doas") is { } doas ? [doas, "-C"] : null;
        string sentence = $"{user} becomes root with doas, {How(needsPassword)}";
        if (machine.Entry(DoasFile.DropInDirectory) is not null) return Put(machine, check, DoasFile.DropIn(user), DoasFile.Rule(user, needsPassword), sentence);
        string main = machine.Read(DoasFile.Main) is { } bytes ? Encoding.Latin1.GetString(bytes.Span) : "";
        return Put(machine, check, DoasFile.Main, DoasFile.WithRule(main, user, needsPassword), sentence);
    }

    // After an interruption, the next plan writes the unchecked copy again, or removes it.
    private static IEnumerable<Change> Put(MachineView machine, string[]? check, string path, string text, string sentence)
    {
        byte[] content = Encoding.Latin1.GetBytes(text);
        string copy = SudoersFile.Unchecked(path);
        bool hasCopy = machine.Entry(copy) is not null;
        if (!EnsureFile.IsThere(machine, path, content, ReadOnly))
        {
            if (machine.IsRunning && check is not null)
            {
                yield return new WriteFile(copy, content, ReadOnly, Owner.System, LinkPolicy.SystemLinks, $"checking {path}");
                yield return new RunProgram([.. check, copy], CheckLimit, $"{path} checked with {Path.GetFileName(check[0])}");
                hasCopy = true;
            }
            yield return new WriteFile(path, content, ReadOnly, Owner.System, LinkPolicy.SystemLinks, sentence);
        }
        if (hasCopy) yield return Leftover(path);
    }

    private static RemoveFile Leftover(string path) => new(SudoersFile.Unchecked(path), $"{SudoersFile.Unchecked(path)} removed");

    private static bool HasSudo(MachineView machine) =>
        FindProgram.Named(machine, "sudo") is not null && (machine.Entry(SudoersFile.Main) is not null || machine.Entry(SudoersFile.VendorMain) is not null);

    private static bool HasDoas(MachineView machine) =>
        FindProgram.Named(machine, "doas") is not null || machine.Entry(DoasFile.Main) is not null || machine.Entry(DoasFile.DropInDirectory) is not null;

    private static string How(bool needsPassword) => needsPassword ? "with the password" : "without a password";
}
