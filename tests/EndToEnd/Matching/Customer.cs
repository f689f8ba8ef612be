using Daybreak.Simulator.Boot.Ssh;
using EndToEnd.Images;
using EndToEnd.Platforms;

namespace EndToEnd.Matching;

/// <summary>Who created the VM: a name, a key of this run's own, and perhaps a password.</summary>
/// <param name="Scenario">What the platform plays for this customer.</param>
/// <param name="ByKey">The login with the key.</param>
/// <param name="ByPassword">The login with the password; with one that nobody gave where there is none.</param>
public sealed record Customer(Scenario Scenario, SshLogin.ByKey ByKey, SshLogin.ByPassword ByPassword)
{
    /// <summary>The administrator's name.</summary>
    public const string Name = "alice";

    /// <summary>The password.</summary>
    public const string Password = "Tr0ub4dor-and-3";

    /// <summary>What the customer's script leaves each time that it runs.</summary>
    private const string Script = "\"#!/bin/sh\\necho ran >>/root/ran\\n\"";

    /// <summary>What the image says of it.</summary>
    public const string Configuration = "[Platform]\nReportHostKey=yes\n\n[CustomData]\nPolicy=execute\n";

    /// <summary>One with a password beside the key, whose script is on the disc.</summary>
    public static Task<Customer> WithPasswordAsync(string hostName) => CreateAsync(hostName, $"password: {Password}", $"customData: {Script}");

    /// <summary>The same, and with a key pair that comes as a certificate.</summary>
    public static async Task<Customer> WithKeyPairAsync(string hostName)
    {
        var customer = await CreateAsync(hostName, $"password: {Password}", $"customData: {Script}", $"keyPairs: [{{certificate: pair, path: /home/{Name}/.ssh/id_ecdsa}}]");
        return customer with { Scenario = customer.Scenario with { Certificates = ["{name: pair, generate: ec-p256}"] } };
    }

    /// <summary>One with a key alone, and a script that needs no disc.</summary>
    public static Task<Customer> WithKeyAsync(string hostName) => CreateAsync(hostName, $"userData: {Script}");

    private static async Task<Customer> CreateAsync(string hostName, params string[] lines)
    {
        var directory = RunDirectory.New("customer");
        var key = Path.Combine(directory, "key");
        (await new Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "customer", "-f", key).RunAsync()).Succeeded();
        var publicKey = (await File.ReadAllTextAsync(key + ".pub")).Trim();
        return new Customer(
            new Scenario { HostName = hostName, VmLines = [$"user: {Name}", $"publicKeys: ['{publicKey}']", .. lines] },
            new SshLogin.ByKey(Name, key),
            await SshLogin.ByPassword.PrepareAsync(directory, Name, Password));
    }
}
