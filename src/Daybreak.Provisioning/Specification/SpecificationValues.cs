using Daybreak.Platform.Imds;

namespace Daybreak.Provisioning.Specification;

/// <summary>Whether sshd accepts passwords.</summary>
public sealed record SshPasswordLogin
{
    private SshPasswordLogin(bool isOn) => IsOn = isOn;

    /// <summary>The platform clearly enables it.</summary>
    public static SshPasswordLogin On { get; } = new(true);

    /// <summary>The platform disables it, has no value, or has an invalid one.</summary>
    public static SshPasswordLogin Off { get; } = new(false);

    /// <summary>Whether it is on.</summary>
    public bool IsOn { get; }

    /// <inheritdoc/>
    public override string ToString() => IsOn ? "on" : "off";
}

/// <summary>The administrator's public keys, in a form that sshd accepts.</summary>
/// <param name="Lines">One line per key, without duplicates. Line breaks within a key have been removed.</param>
public sealed record PublicKeys(IReadOnlyList<string> Lines)
{
    /// <summary>The file that the media names for them; null for none. It has no effect if sshd reads another file.</summary>
    public string? NamedPath { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Lines.Count == 1 ? "1 key" : string.Create(CultureInfo.InvariantCulture, $"{Lines.Count} keys");
}

/// <summary>A key pair from the goal state's certificates.</summary>
/// <param name="Path">The file of the private key.</param>
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

/// <summary>Custom data or user data. It may contain secrets and is never printed.</summary>
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
/// <param name="KiB">In KiB; 0 if the VM size has no temporary disk.</param>
public sealed record DiskSize(long KiB)
{
    /// <inheritdoc/>
    public override string ToString() => KiB == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{KiB / 1048576.0:0.#} GiB");
}

/// <summary>The VM's network interfaces. Their order has no meaning.</summary>
/// <param name="All">As IMDS lists them.</param>
public sealed record NetworkInterfaces(IReadOnlyList<ImdsInterface> All)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", All.Select(nic => $"{nic.MacAddress} {string.Join(' ', nic.PrivateAddresses)}"));
}
