using Daybreak.Certificates.OpenSsh;

namespace Daybreak.Certificates.GoalState;

/// <summary>One certificate of the goal state.</summary>
/// <param name="Thumbprint">SHA-1 of its DER, 40 upper-case hexadecimal digits: <c>Fingerprint</c> in the provisioning media.</param>
/// <param name="Subject">Its subject name, for display; at most <see cref="Limits.SubjectCharacters"/> characters.</param>
/// <param name="OpenSshPublicKey">Null when OpenSSH does not support this kind of key.</param>
/// <param name="PrivateKey">Null when the platform did not send one.</param>
internal sealed record GoalStateCertificate(string Thumbprint, string Subject, string? OpenSshPublicKey, PrivateKey? PrivateKey);
