namespace Daybreak.Simulator.Boot.Machines;

/// <summary>Chooses the accelerator of each machine, and remembers for the whole run that KVM does not work.</summary>
/// <param name="trial">Says why KVM does not work; null when it does. It runs at most once.</param>
/// <param name="file">A file through which the processes of one run share the reason; null for none.</param>
/// <param name="log">Takes the sentence that says why KVM is not used.</param>
public sealed class Acceleration(Func<Task<string?>> trial, string? file, Action<string> log)
{
    /// <summary>The environment variable with the path of a file that the processes of one run share; the file appears once KVM has failed.</summary>
    public const string FileVariable = "DAYBREAK_KVM_FAILURE_FILE";

    private readonly Lazy<Task<string?>> failure = new(trial);
    private volatile string? rejected;

    /// <summary>That of this process.</summary>
    public static Acceleration OfThisProcess { get; } = new(
        KvmTrial.RunAsync,
        Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } file ? file : null,
        sentence => Console.Error.WriteLine($"daybreak-simulator: {sentence}"));

    /// <summary>The accelerator for a machine that starts now.</summary>
    public async Task<Accelerator> ChooseAsync(AcceleratorChoice choice)
    {
        if (choice == AcceleratorChoice.Kvm) return Accelerator.Kvm;
        if (choice == AcceleratorChoice.Tcg || rejected is not null || (file is not null && File.Exists(file))) return Accelerator.Emulation;
        if (await failure.Value.ConfigureAwait(false) is not { } reason) return Accelerator.Kvm;
        Reject(reason);
        return Accelerator.Emulation;
    }

    /// <summary>No machine of this run uses KVM from now on, unless the caller asks for it.</summary>
    public void Reject(string reason)
    {
        if (Interlocked.CompareExchange(ref rejected, reason, null) is not null) return;
        log($"using emulation (TCG) instead of KVM: {reason}");
        if (file is null) return;
        try
        {
            File.WriteAllText(file, reason + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log($"cannot write '{file}', so other processes try KVM again: {e.Message}");
        }
    }
}
