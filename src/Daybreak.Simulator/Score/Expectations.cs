using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Score;

/// <summary>What a scenario wants of the machine, as far as it can be looked at from within.</summary>
/// <param name="User">The account; empty for none.</param>
/// <param name="HostName">The host name.</param>
/// <param name="Keys">The public keys, type and content without a comment.</param>
/// <param name="KeyPairs">The files of the private keys.</param>
/// <param name="Password">The password; null for none.</param>
/// <param name="PasswordLogin">Whether SSH is to take passwords.</param>
/// <param name="CustomData">The custom data; empty for none.</param>
/// <param name="HasTemporaryDisk">Whether there is a temporary disk.</param>
public sealed record Expectations(
    string User, string HostName, IReadOnlyList<string> Keys, IReadOnlyList<string> KeyPairs, string? Password, bool PasswordLogin, byte[] CustomData, bool HasTemporaryDisk)
{
    /// <summary>What the boot is to come to, seen from outside.</summary>
    public ExpectedOutcome Outcome { get; init; } = new();

    /// <summary>Those of a scenario.</summary>
    public static Expectations Of(Scenario scenario)
    {
        var vm = scenario.Ordered;
        using var certificates = CertificateStore.Create(scenario.Certificates, scenario.Vm.Id);
        var byName = scenario.Certificates.Zip(certificates.All).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        return new Expectations(
            vm.User,
            scenario.Expect.HostName ?? vm.HostName,
            [.. vm.PublicKeys.Select(key => key.Certificate is { } name ? OpenSshKey.Of(byName[name]) : Words(key.Key ?? "")).OfType<string>()],
            [.. vm.KeyPairs.Select(pair => pair.Path)],
            vm.Password,
            !vm.DisablePasswordAuthentication,
            Decode(vm.CustomData),
            vm.ResourceDiskKib > 0)
        {
            Outcome = scenario.Expect,
        };
    }

    // Options may stand before the type, a comment behind the content; a key that the platform broke over lines is one without its breaks.
    private static string? Words(string line)
    {
        var words = line.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var type = Array.FindIndex(words, word => word.StartsWith("ssh-", StringComparison.Ordinal) || word.StartsWith("ecdsa-", StringComparison.Ordinal));
        return type >= 0 && type + 1 < words.Length ? $"{words[type]} {words[type + 1]}" : null;
    }

    private static byte[] Decode(string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            // Bad data is served on purpose: nothing can be expected of it.
            return [];
        }
    }
}
