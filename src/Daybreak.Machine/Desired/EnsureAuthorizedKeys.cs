using Daybreak.Machine.Ssh;

namespace Daybreak.Machine.Desired;

/// <summary>Adds public keys of a user to the file that sshd reads for this user. Existing keys stay.</summary>
public static class EnsureAuthorizedKeys
{
    /// <summary>
    /// The changes for the keys, and for the owner and mode that sshd requires. The user's home directory exists or is planned.
    /// </summary>
    /// <exception cref="FileFailure">sshd reads no key file for the user, or the path to it is not safe.</exception>
    public static IEnumerable<Change> Plan(MachineView machine, SshUser user, IEnumerable<PublicKey> keys)
    {
        var file = KeyFile(machine, user, SshdConfig.Read(new SshdFiles(machine), user.Connection));
        byte[] content = AuthorizedKeys.With(file.Read().Span, keys, out int added);
        string count = added == 1 ? "1 public key" : string.Create(CultureInfo.InvariantCulture, $"{added} public keys");
        string sentence = added == 0 ? $"{file.Path} has permissions that sshd accepts" : $"{count} of {user.Name} in {file.Path}";
        return file.Put(content, Permissions.OwnerOnly, isSecret: false, sentence);
    }

    /// <summary>The first file in which sshd looks for the user's keys; the configuration is null without OpenSSH.</summary>
    /// <exception cref="FileFailure">sshd reads no key file for the user, or the path to it is not safe.</exception>
    public static AuthorizedKeysFile KeyFile(MachineView machine, SshUser user, SshdConfig? config)
    {
        // Other SSH servers read the default file of OpenSSH too.
        if (config is null) return AuthorizedKeysFile.Find(machine, user, $"{user.Home}/.ssh/authorized_keys");
        var paths = config.AuthorizedKeysFiles(user.Name, user.Id, user.Home);
        return paths.Count > 0
            ? AuthorizedKeysFile.Find(machine, user, paths[0])
            : throw new FileFailure(
                config.Path, $"{config.Effective("authorizedkeysfile")?.Position}: AuthorizedKeysFile none disables public-key login, but {user.Name} has keys: set AuthorizedKeysFile to a file");
    }
}
