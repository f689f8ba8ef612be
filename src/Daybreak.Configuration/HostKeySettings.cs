namespace Daybreak.Configuration;

/// <summary>What the image wants of the SSH host keys.</summary>
public sealed record HostKeySettings
{
    /// <summary>The types that <c>ssh-keygen -A</c> makes (ssh-keygen(1)).</summary>
    public static readonly IReadOnlyList<string> DefaultTypes = ["rsa", "ecdsa", "ed25519"];

    /// <summary>
    /// [Ssh] HostKeyTypes=: the kinds of host keys that a new VM gets, as <c>ssh-keygen -t</c> names them; none leaves the keys as they are.
    /// The default is what <c>ssh-keygen -A</c> makes.
    /// </summary>
    public IReadOnlyList<string> Types { get; init; } = DefaultTypes;
}
