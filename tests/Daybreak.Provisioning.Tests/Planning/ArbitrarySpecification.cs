using System.Text;
using Daybreak.Core;
using Daybreak.Machine.Accounts;
using Daybreak.Machine.Identity;
using Daybreak.Platform.Imds;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Planning;

/// <summary>Specifications in which every field varies. The same seed makes the same. A test proves that no property is left out.</summary>
/// <param name="random">Decides.</param>
internal sealed class ArbitrarySpecification(Random random)
{
    private readonly List<string> secrets = [];

    /// <summary>Every secret of the specification, as text: no plan may show one.</summary>
    public IReadOnlyList<string> Secrets => secrets;

    /// <summary>A specification.</summary>
    /// <param name="hasUser">Whether it may have an administrator: only root can give a home to its user.</param>
    public VmSpecification Make(bool hasUser)
    {
        string? user = hasUser ? Maybe(() => Pick("ada", "ada", "zed", "grace.h-1_", "_svc")) : null;
        return new VmSpecification
        {
            HostName = Field("hostname", HostName.Parse(ArbitraryMachine.HostName(random)).Value),
            UserName = Field("username", user is null ? null : UserName.Parse(user).Value),
            Password = Field("password", Maybe(() => SecretText("password"))),
            PasswordLogin = Field("password-login", random.Next(2) == 0 ? SshPasswordLogin.On : SshPasswordLogin.Off),
            PublicKeys = Field("ssh-keys", Maybe(PublicKeys)),
            KeyPairs = Field("key-pairs", Maybe(() => KeyPairs(user ?? "ada"))),
            CustomData = Field("custom-data", Maybe(() => Payload("custom data"))),
            UserData = Field("user-data", Maybe(() => Payload("user data"))),
            GuestAgent = Field("guest-agent", Maybe(() => new Flag(random.Next(2) == 0))),
            ProxyAgent = Field("proxy-agent", Maybe(() => new Flag(random.Next(2) == 0))),
            VmId = Field("vm-id", Maybe(() => VmId.TryParse(Pick("1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11", "6A2B3C4D-4E5F-4A6B-8C7D-9E0F1A2B3C4D"), out var id) ? id : null)),
            Location = Field("location", Maybe(() => Pick("westeurope", "eastus2"))),
            VmSize = Field("vm-size", Maybe(() => Pick("Standard_D2s_v5", "Standard_L80as_v3"))),
            SecurityType = Field("security-type", Maybe(() => Pick("TrustedLaunch", "ConfidentialVM"))),
            ResourceDisk = Field("resource-disk", Maybe(() => new DiskSize(random.Next(3) * 16777216L))),
            Interfaces = Field("interfaces", Maybe(Interfaces)),
            KmsHost = Field("kms-host", Maybe(() => Pick("kms.core.windows.net", "azkms.core.windows.net"))),
            RedactedMedia = random.Next(2) == 0 ? default : Encoding.UTF8.GetBytes(Pick("<Environment/>", "no XML", "<a>")),
            Contradictions = [.. Some(2, at => $"the media and IMDS differ in {at}")],
        };
    }

    private Field<T> Field<T>(string name, T? value)
        where T : class => new(name, value, [.. Some(3, _ => Claim())]);

    private Claim Claim() =>
        new(Pick("IMDS", "media"), Pick("default", "compute.osProfile"), Pick(null, "(masked)"), Pick(Enum.GetValues<ClaimVerdict>()), Pick("it has precedence", "the source has no value"));

    private PublicKeys PublicKeys() =>
        new([.. Some(3, at => Keys.Ed25519(random.Next(5) + (10 * at), Pick("", "ada@work")))]) { NamedPath = Pick(null, "/home/ada/.ssh/authorized_keys", "$HOME/ada/keys") };

    // "$HOME" is the directory of homes, wherever this user's home is.
    private KeyPairs KeyPairs(string user) => new([
        .. Some(2, at => new KeyPair($"$HOME/{user}/{Pick(".ssh", "keys/deep")}/id_{at}", SecretText("private key"), Keys.Ed25519(random.Next(100)))),
    ]);

    private Payload Payload(string what) => new(random.Next(5) == 0 ? new Secret("") : SecretText(Pick("", "#!/bin/sh\n", "#cloud-config\nruncmd: [") + what));

    private NetworkInterfaces Interfaces() => new([
        .. Some(3, at => new ImdsInterface($"00:0d:3a:00:00:0{at}", [.. Some(2, host => $"10.0.{at}.{host + 4}")]) { Subnets = [.. Some(2, subnet => $"10.{subnet}.0.0/24")] }),
    ]);

    // Longer than any accidental match.
    private Secret SecretText(string what)
    {
        string text = $"{what} {random.NextInt64():x16}";
        secrets.Add(text);
        return new Secret(text);
    }

    private IEnumerable<T> Some<T>(int most, Func<int, T> make) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(make)];

    private T? Maybe<T>(Func<T?> make)
        where T : class => random.Next(4) == 0 ? null : make();

    private T Pick<T>(params T[] from) => from[random.Next(from.Length)];
}
