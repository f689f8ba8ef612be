using System.Globalization;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Ssh;

namespace Daybreak.Machine.Desired;

/// <summary>Public keys of a user, in the file that sshd reads for this user. Keys that are there stay.</summary>
public static class EnsureAuthorizedKeys
{
    /// <summary>The changes that are missing: the keys, and the owner and mode with which sshd accepts the file.</summary>
    /// <param name="machine">The machine, with the user's home directory there or planned.</param>
    /// <param name="user">Whose keys these are.</param>
    /// <param name="keys">The keys.</param>
    /// <exception cref="FileFailure">sshd reads no file of keys for the user, or the way to it is not safe.</exception>
    public static IEnumerable<Change> Plan(MachineView machine, SshUser user, IEnumerable<PublicKey> keys)
    {
        var place = Place(machine, user, SshdConfig.Read(new SshdFiles(machine), user.Connection));
        byte[] content = AuthorizedKeys.With(place.Read().Span, keys, out int added);
        string count = added == 1 ? "1 public key" : string.Create(CultureInfo.InvariantCulture, $"{added} public keys");
        string sentence = added == 0 ? $"{place.Path} is such that sshd believes it" : $"{count} of {user.Name} in {place.Path}";
        return place.Put(content, Permissions.OwnerOnly, isSecret: false, sentence);
    }

    /// <summary>The file in which sshd looks first for the user's keys.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="user">Whose keys these are.</param>
    /// <param name="config">What sshd is configured to do for the user; null without OpenSSH.</param>
    /// <exception cref="FileFailure">sshd reads no file of keys for the user, or the way to it is not safe.</exception>
    public static AuthorizedKeysFile Place(MachineView machine, SshUser user, SshdConfig? config)
    {
        // Without OpenSSH it is the place that other servers read too.
        if (config is null) return AuthorizedKeysFile.Find(machine, user, $"{user.Home}/.ssh/authorized_keys");
        var paths = config.AuthorizedKeysFiles(user.Name, user.Id, user.Home);
        return paths.Count > 0
            ? AuthorizedKeysFile.Find(machine, user, paths[0])
            : throw new FileFailure(
                config.Path, $"{config.Winner("authorizedkeysfile")?.Position}: with AuthorizedKeysFile none sshd reads no file of keys, and the keys of {user.Name} would not allow a login: name a file there");
    }
}
