using Daybreak.Certificates.OpenSsh;

namespace Daybreak.Certificates.GoalState;

/// <summary>One certificate of the goal state.</summary>
/// <param name="Thumbprint">SHA-1 of its DER, 40 upper-case hexadecimal digits: what the provisioning media calls <c>Fingerprint</c>.</param>
/// <param name="Subject">Its subject name for people, cut at <see cref="Limits.SubjectCharacters"/> characters.</param>
/// <param name="OpenSshPublicKey">Null when OpenSSH has no such kind of key.</param>
/// <param name="PrivateKey">Null when the platform sent none for it.</param>
internal sealed record GoalStateCertificate(string Thumbprint, string Subject, string? OpenSshPublicKey, PrivateKey? PrivateKey);
