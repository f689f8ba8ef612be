using Daybreak.Platform.Imds;

namespace Daybreak.Provisioning.Specification;

/// <summary>Whether ssh may ask for a password.</summary>
public sealed record SshPasswordLogin
{
    private SshPasswordLogin(bool isOn) => IsOn = isOn;

    /// <summary>The platform asked for it.</summary>
    public static SshPasswordLogin On { get; } = new(true);

    /// <summary>It did not, or it cannot be told what it asked for.</summary>
    public static SshPasswordLogin Off { get; } = new(false);

    /// <summary>Whether it is on.</summary>
    public bool IsOn { get; }

    /// <inheritdoc/>
    public override string ToString() => IsOn ? "on" : "off";
}

/// <summary>The administrator's public keys, one line each, in a form that sshd takes.</summary>
/// <param name="Lines">The keys; line ends that came in their middle are gone, and no key is there twice.</param>
public sealed record PublicKeys(IReadOnlyList<string> Lines)
{
    /// <summary>The file that the media names for them; null for none. Where sshd reads another, that one counts.</summary>
    public string? NamedPath { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Lines.Count == 1 ? "1 key" : string.Create(CultureInfo.InvariantCulture, $"{Lines.Count} keys");
}

/// <summary>A key pair that the goal state's certificates brought.</summary>
/// <param name="Path">Where the private key belongs.</param>
/// <param name="PrivateKey">In a form that OpenSSH reads.</param>
/// <param name="PublicKey">In OpenSSH form.</param>
public sealed record KeyPair(string Path, Secret PrivateKey, string PublicKey);

/// <summary>The administrator's key pairs.</summary>
/// <param name="Pairs">In the order of the media.</param>
public sealed record KeyPairs(IReadOnlyList<KeyPair> Pairs)
{
    /// <inheritdoc/>
    public override string ToString() => $"{string.Join(", ", Pairs.Select(pair => pair.Path))} (private keys masked)";
}

/// <summary>Custom data or user data: bytes that may hold secrets, and are never shown.</summary>
/// <param name="Content">The bytes.</param>
public sealed record Payload(Secret Content)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Content.Length} bytes (masked)");
}

/// <summary>A setting that is on or off.</summary>
/// <param name="IsSet">Whether it is on.</param>
public sealed record Flag(bool IsSet)
{
    /// <inheritdoc/>
    public override string ToString() => IsSet ? "yes" : "no";
}

/// <summary>The size of the temporary disk.</summary>
/// <param name="KiB">In KiB; 0 where the VM size has none.</param>
public sealed record DiskSize(long KiB)
{
    /// <inheritdoc/>
    public override string ToString() => KiB == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{KiB / 1048576.0:0.#} GiB");
}

/// <summary>The VM's network interfaces, in no order that means anything.</summary>
/// <param name="All">As IMDS lists them.</param>
public sealed record NetworkInterfaces(IReadOnlyList<ImdsInterface> All)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", All.Select(nic => $"{nic.MacAddress} {string.Join(' ', nic.PrivateAddresses)}"));
}
