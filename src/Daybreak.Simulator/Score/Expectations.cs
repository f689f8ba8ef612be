namespace Daybreak.Simulator.Score;

/// <summary>The requirements of a scenario that can be inspected on the machine.</summary>
/// <param name="User">The account; empty for none.</param>
/// <param name="HostName">The host name.</param>
/// <param name="Keys">The public keys: type and content, without comment.</param>
/// <param name="KeyPairs">The files of the private keys.</param>
/// <param name="Password">The password; null for none.</param>
/// <param name="PasswordLogin">Whether SSH must accept passwords.</param>
/// <param name="CustomData">The custom data; empty for none.</param>
/// <param name="HasTemporaryDisk">Whether there is a temporary disk.</param>
public sealed record Expectations(
    string User, string HostName, IReadOnlyList<string> Keys, IReadOnlyList<string> KeyPairs, string? Password, bool PasswordLogin, byte[] CustomData, bool HasTemporaryDisk)
{
    /// <summary>The expected outcome of the boot.</summary>
    public ExpectedOutcome Outcome { get; init; } = new();

    /// <summary>The requirements of a scenario.</summary>
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

    // Options may precede the type and a comment may follow the content. Line breaks within a key are removed.
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
            // Data that is invalid on purpose has no expected content.
            return [];
        }
    }
}
