namespace Daybreak.Simulator.Boot.Ssh;

/// <summary>Who logs in, and with what.</summary>
/// <param name="User">The account's name.</param>
/// <param name="KeyFile">The file of the private key.</param>
public sealed record SshLogin(string User, string KeyFile);
