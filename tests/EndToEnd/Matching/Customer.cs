using Daybreak.Simulator.Boot.Ssh;
using EndToEnd.Images;
using EndToEnd.Platforms;

namespace EndToEnd.Matching;

/// <summary>The user who created the VM: a name, a key for this run, and optionally a password.</summary>
/// <param name="Scenario">The scenario of the platform for this customer.</param>
/// <param name="ByKey">The login with the key.</param>
/// <param name="ByPassword">The login with the password; with a wrong password if there is none.</param>
public sealed record Customer(Scenario Scenario, SshLogin.ByKey ByKey, SshLogin.ByPassword ByPassword)
{
    /// <summary>The administrator's name.</summary>
    public const string Name = "alice";

    /// <summary>The password.</summary>
    public const string Password = "Tr0ub4dor-and-3";

    /// <summary>A script that appends a line each time it runs.</summary>
    private const string Script = "\"#!/bin/sh\\necho ran >>/root/ran\\n\"";

    /// <summary>The configuration of the image.</summary>
    public const string Configuration = "[Platform]\nReportHostKey=yes\n\n[CustomData]\nPolicy=execute\n";

    /// <summary>A customer with a password and a key, with the script on the disc.</summary>
    public static Task<Customer> WithPasswordAsync(string hostName) => CreateAsync(hostName, $"password: {Password}", $"customData: {Script}");

    /// <summary>The same with a key pair as a certificate.</summary>
    public static async Task<Customer> WithKeyPairAsync(string hostName)
    {
        var customer = await CreateAsync(hostName, $"password: {Password}", $"customData: {Script}", $"keyPairs: [{{certificate: pair, path: /home/{Name}/.ssh/id_ecdsa}}]");
        return customer with { Scenario = customer.Scenario with { Certificates = ["{name: pair, generate: ec-p256}"] } };
    }

    /// <summary>A customer with only a key, and a script that needs no disc.</summary>
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
