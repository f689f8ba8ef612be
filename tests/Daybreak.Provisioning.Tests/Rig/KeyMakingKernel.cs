using System.Diagnostics;
using Daybreak.Core;
using Daybreak.Machine.Kernel;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>A running kernel whose only program is this machine's ssh-keygen, which writes below the test's root.</summary>
/// <param name="root">The root.</param>
internal sealed class KeyMakingKernel(ThrowAwayRoot root) : IKernel
{
    public bool IsRunning => true;

    public string? HostName { get; private set; } = "localhost";

    public TimeSpan? Uptime => null;

    /// <summary>The requested types, in order.</summary>
    public List<string> Made { get; } = [];

    public Failure? SetHostName(string name)
    {
        HostName = name;
        return null;
    }

    public ProgramOutcome Run(IReadOnlyList<string> arguments, TimeSpan timeLimit)
    {
        Assert.Equal("/usr/bin/ssh-keygen", arguments[0]);
        Assert.Equal("-f", arguments[^2]);
        Made.Add(arguments[3]);
        // RSA with 3072 bits takes a second. These keys are for tests only.
        string[] size = arguments[3] == "rsa" ? ["-b", "1024"] : [];
        var (exit, _, error) = Keygen([.. arguments.Skip(1).SkipLast(1), root.Below(arguments[^1]), .. size]);
        return new ProgramOutcome(exit, error);
    }

    /// <summary>Whether the private and the public key are a pair.</summary>
    public bool IsPair(string key)
    {
        var (exit, output, _) = Keygen(["-y", "-P", "", "-f", root.Below(key)]);
        return exit == 0 && output.Split(' ')[1].Trim() == root.Read(key + ".pub").Split(' ')[1].Trim();
    }

    /// <summary>The fingerprint as ssh-keygen shows it.</summary>
    public string Fingerprint(string key) => Keygen(["-lf", root.Below(key) + ".pub"]).Output.Split(' ')[1];

    private static (int Exit, string Output, string Error) Keygen(IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/ssh-keygen", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error);
    }
}
