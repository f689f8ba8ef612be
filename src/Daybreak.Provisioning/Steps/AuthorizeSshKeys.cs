using Daybreak.Machine.Ssh;

namespace Daybreak.Provisioning.Steps;

/// <summary>Gives the administrator the platform's public keys, in the file that sshd reads, and the key pairs that the media asks for.</summary>
public sealed class AuthorizeSshKeys : IStep
{
    /// <inheritdoc/>
    public string Name => "ssh-keys";

    /// <inheritdoc/>
    public StepPlan Plan(VmSpecification vm, MachineView machine) => new(Missing(vm, machine), [.. Warnings(vm, machine)]);

    private static List<Change> Missing(VmSpecification vm, MachineView machine)
    {
        var changes = new List<Change>();
        if (vm.UserName.Value is not { Text: var name } || (vm.PublicKeys.Value is null && vm.KeyPairs.Value is null)) return changes;
        var user = SshUser.Find(machine, name)
            ?? throw new FileFailure(AccountFileKind.Passwd.Path, $"{name} is not in {AccountFileKind.Passwd.Path}: there is no home directory for the keys");
        if (vm.PublicKeys.Value is { } keys) changes.AddRange(EnsureAuthorizedKeys.Plan(machine, user, Parsed(keys)));
        // Each pair sees the directories that the changes before it make.
        foreach (var pair in vm.KeyPairs.Value?.Pairs ?? []) changes.AddRange(Deploy(machine.After(changes), user, pair));
        return changes;
    }

    private static IEnumerable<string> Warnings(VmSpecification vm, MachineView machine)
    {
        if (vm.UserName.Value is not { Text: var name } || vm.PublicKeys.Value is not { } keys || SshUser.Find(machine, name) is not { } user) yield break;
        var config = SshdConfig.Read(new SshdFiles(machine), user.Connection);
        string path = EnsureAuthorizedKeys.KeyFile(machine, user, config).Path;
        if (keys.NamedPath is { } named && Absolute(named, user) != path && machine.Resolve(Absolute(named, user)) != path)
            yield return $"the media names {named} for the keys, and sshd reads {path}: they are there";
        if (config?.IsOn("pubkeyauthentication") == false)
            yield return $"{config.Effective("pubkeyauthentication")!.Position} switches keys off: they let nobody in";
    }

    private static IEnumerable<PublicKey> Parsed(PublicKeys keys)
    {
        foreach (string line in keys.Lines)
            if (PublicKey.Parse(line).Value is { } key) yield return key;
    }

    private static List<Change> Deploy(MachineView machine, SshUser user, KeyPair pair)
    {
        string path = Absolute(pair.Path, user);
        if (path.Contains('\0') || path.Contains('\n')) throw new FileFailure(user.Home, "the path of a key pair has a character that no path should have");
        var place = AuthorizedKeysFile.Find(machine, user, path);
        if (!place.IsInHome) throw new FileFailure(path, $"the media wants the private key of {user.Name} at {path}, which is not below {user.Home}: a private key is put nowhere else");
        byte[] content = pair.PrivateKey.Reveal().ToArray();
        if (place.Entry is not null && !place.Read().Span.SequenceEqual(content))
            throw new FileFailure(path, $"{path} is there already and is not the private key that the media wants there: nobody's key is overwritten; move it away");
        List<Change> changes = [.. place.Put(content, Permissions.OwnerOnly, isSecret: true, $"private key of {user.Name} in {place.Path}")];
        var publicPlace = AuthorizedKeysFile.Find(machine.After(changes), user, path + ".pub");
        changes.AddRange(publicPlace.Put(System.Text.Encoding.UTF8.GetBytes(pair.PublicKey.TrimEnd() + "\n"), Permissions.WorldReadable, isSecret: false, $"its public key in {publicPlace.Path}"));
        return changes;
    }

    // As the Azure Linux agent has it, $HOME is not the user's home directory, but the directory of homes.
    private static string Absolute(string path, SshUser user) =>
        path.StartsWith("$HOME/", StringComparison.Ordinal) ? user.Home[..Math.Max(user.Home.TrimEnd('/').LastIndexOf('/'), 0)] + path["$HOME".Length..] : path;
}
