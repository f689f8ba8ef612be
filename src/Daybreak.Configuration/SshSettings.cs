namespace Daybreak.Configuration;

/// <summary>[Ssh], the server.</summary>
public sealed record SshSettings
{
    /// <summary>
    /// ClientAliveInterval=: idle time after which sshd checks that a client is still there; zero keeps sshd's setting. A shorter time in
    /// the image stays. Azure's load balancers drop an idle connection after 4 minutes; the platform's tests of images require less than 236 s.
    /// </summary>
    public TimeSpan ClientAliveInterval { get; init; } = TimeSpan.FromSeconds(180);
}

/// <summary>[Ssh], the host keys.</summary>
public sealed record HostKeySettings
{
    /// <summary>The types that <c>ssh-keygen -A</c> generates (ssh-keygen(1)).</summary>
    public static readonly IReadOnlyList<string> DefaultTypes = ["rsa", "ecdsa", "ed25519"];

    /// <summary>HostKeyTypes=: the types of host keys that a new VM gets, as in <c>ssh-keygen -t</c>. An empty list keeps the image's keys.</summary>
    public IReadOnlyList<string> Types { get; init; } = DefaultTypes;
}
