using Daybreak.Machine.Ssh;

namespace Daybreak.Provisioning.Steps;

/// <summary>Writes the administrator's public keys to the file that sshd reads, and the key pairs that the media names.</summary>
public sealed class AuthorizeSshKeys : IStep
{
    /// <inheritdoc/>
    public string Name => "ssh-keys";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine)
    {
        if (vm.UserName.Value is not { Text: var name } || (vm.PublicKeys.Value is null && vm.KeyPairs.Value is null)) return StepPlan.Empty;
        var user = SshUser.Find(machine, name)
            ?? throw new FileFailure(AccountFileKind.Passwd.Path, $"{AccountFileKind.Passwd.Path} has no user {name}, so there is no home directory for the keys");
        var changes = new List<Change>();
        if (vm.PublicKeys.Value is { } keys) changes.AddRange(EnsureAuthorizedKeys.Plan(machine, user, Parsed(keys)));
        // Each pair sees the directories that earlier changes make.
        foreach (var pair in vm.KeyPairs.Value?.Pairs ?? []) changes.AddRange(Deploy(machine.After(changes), user, pair));
        return new StepPlan(changes, [.. Warnings(vm.PublicKeys.Value, user, machine)]);
    }

    private static IEnumerable<string> Warnings(PublicKeys? keys, SshUser user, MachineView machine)
    {
        if (keys is null) yield break;
        var config = SshdConfig.Read(new SshdFiles(machine), user.Connection);
        string path = EnsureAuthorizedKeys.KeyFile(machine, user, config).Path;
        if (keys.NamedPath is { } named && Absolute(named, user) != path && machine.Resolve(Absolute(named, user)) != path)
            yield return $"the media names {named} for the keys, but sshd reads {path}: the keys are in {path}";
        if (config?.IsOn("pubkeyauthentication") == false)
            yield return $"{config.Effective("pubkeyauthentication")!.Position} disables public-key login, so the keys have no effect";
    }

    private static IEnumerable<PublicKey> Parsed(PublicKeys keys)
    {
        foreach (string line in keys.Lines)
            if (PublicKey.Parse(line).Value is { } key) yield return key;
    }

    private static List<Change> Deploy(MachineView machine, SshUser user, KeyPair pair)
    {
        string path = Absolute(pair.Path, user);
        if (path.Contains('\0') || path.Contains('\n')) throw new FileFailure(user.Home, "the path of a key pair contains a NUL or a line break");
        var place = AuthorizedKeysFile.Find(machine, user, path);
        if (!place.IsInHome) throw new FileFailure(path, $"the media names {path} for the private key of {user.Name}, but the path must be below {user.Home}");
        byte[] content = pair.PrivateKey.Reveal().ToArray();
        if (place.Entry is not null && !place.Read().Span.SequenceEqual(content))
            throw new FileFailure(path, $"{path} exists and is not the private key from the media; existing keys are not overwritten: move it away");
        List<Change> changes = [.. place.Put(content, Permissions.OwnerOnly, isSecret: true, $"private key of {user.Name} in {place.Path}")];
        var publicPlace = AuthorizedKeysFile.Find(machine.After(changes), user, path + ".pub");
        changes.AddRange(publicPlace.Put(System.Text.Encoding.UTF8.GetBytes(pair.PublicKey.TrimEnd() + "\n"), Permissions.WorldReadable, isSecret: false, $"its public key in {publicPlace.Path}"));
        return changes;
    }

    // As in the Azure Linux agent, $HOME is the directory of home directories, such as /home.
    private static string Absolute(string path, SshUser user) =>
        path.StartsWith("$HOME/", StringComparison.Ordinal) ? user.Home[..Math.Max(user.Home.TrimEnd('/').LastIndexOf('/'), 0)] + path["$HOME".Length..] : path;
}
