using Daybreak.Machine.Accounts;
using Daybreak.Machine.Ssh;
using Daybreak.Machine.Sudo;

namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>users</c>, <c>groups</c> and <c>ssh_authorized_keys</c></summary>
internal static class Users
{
    private static readonly string[] NotDone =
    [
        "uid", "system", "no_create_home", "no_user_group", "primary_group", "inactive", "expiredate", "selinux_user", "ssh_import_id", "snapuser", "doas", "plain_text_passwd", "ssh_redirect_user",
        "create_groups", "no_log_init", "chpasswd",
    ];

    public static IEnumerable<CustomDataTask> Read(YamlNode node, CloudConfigReader reader)
    {
        foreach (var (number, item) in (node.Kind == YamlKind.Scalar ? [node] : reader.Items(node, "users")).Index())
        {
            // The platform's administrator exists already.
            if (item.IsNull || item is { Kind: YamlKind.Scalar, Text: "default" } || User(item, reader) is not { } user) continue;
            string name = $"users-{number + 1}", with = user.Keys.Count > 0 ? $", with {Count(user.Keys)}" : "";
            string groups = user.Groups.Count > 0 ? $", in {string.Join(", ", user.Groups)}" : "";
            yield return new UserTask(reader.Key(name), reader.Title($"user {user.Name}{groups}{with}"), user);
            if (item.Given("sudo") is not { } sudo || (sudo.Kind == YamlKind.Scalar && sudo.Text.ToLowerInvariant() is "false" or "no" or "")) continue;
            List<string> rules = [.. sudo.AsList.Select(rule => reader.Line(rule, "sudo rule")).OfType<string>()];
            if (rules.Count > 0) yield return reader.Script(name + "-sudo", $"sudo rules for {user.Name}", SudoScript(user.Name, rules));
        }
    }

    /// <summary>Keys for the administrator.</summary>
    public static IEnumerable<CustomDataTask> ReadKeys(YamlNode node, CloudConfigReader reader)
    {
        var keys = Keys(node, reader);
        if (keys.Count == 0) yield break;
        yield return new UserTask(
            reader.Key("ssh_authorized_keys"), reader.Title($"{Count(keys)} for the administrator"), new WantedUser { IsAdministrator = true, Keys = keys });
    }

    /// <summary>Groups that must exist, and their members.</summary>
    public static IEnumerable<CustomDataTask> ReadGroups(YamlNode node, CloudConfigReader reader)
    {
        var groups = new List<string>();
        foreach (var item in node.AsList)
        {
            if (item.Kind == YamlKind.Scalar) groups.AddRange(Names(item, "group", reader));
            foreach (var (key, members) in item.Keys.Zip(item.Values))
            {
                if (Name(key, key.Text, "group", reader) is not { } group) continue;
                groups.Add(group);
                foreach (string user in members.IsNull ? [] : Names(members, "group member", reader))
                {
                    var member = new WantedUser { Name = user, Groups = [group], MustExist = true };
                    reader.Delayed.Add(new UserTask(reader.Key($"groups-{group}-{user}"), reader.Title($"{user} added to group {group}"), member));
                }
            }
        }
        if (groups.Count == 0) yield break;
        string title = $"groups {string.Join(", ", groups)}";
        yield return reader.Task("groups", title, machine => Groups.Plan(machine, groups, title));
    }

    private static WantedUser? User(YamlNode item, CloudConfigReader reader)
    {
        if (item.Kind == YamlKind.Scalar) return Name(item, item.Text, "user", reader) is { } only ? new WantedUser { Name = only } : null;
        if (!reader.IsMapping(item, "a user")) return null;
        if (item["name"] is not { } given)
        {
            reader.Wrong(item, "a user has no name: add one");
            return null;
        }
        if (Name(given, given.Text, "user", reader) is not { } name) return null;
        reader.Known(item, $"user {name}", ["name", "gecos", "shell", "homedir", "groups", "lock_passwd", "passwd", "hashed_passwd", "ssh_authorized_keys", "sudo"], NotDone);
        foreach (string special in (string[])["system", "no_create_home", "uid"])
        {
            if (item.Given(special) is not { } asked || asked.Text.ToLowerInvariant() is "false" or "no") continue;
            reader.NotDone(item, $"user {name} is not created, because {special} is not supported");
            return null;
        }
        string? home = null, shell = null;
        if (item.Given("homedir") is { } homeNode && (home = AccountPath(homeNode, "home directory", reader)) is null) return null;
        if (item.Given("shell") is { } shellNode && (shell = AccountPath(shellNode, "shell", reader)) is null) return null;
        return new WantedUser
        {
            Name = name,
            Comment = item.Given("gecos") is { } gecos && WithoutColon(gecos, "gecos", reader) is { } text ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)) : null,
            Home = home,
            Shell = shell,
            Groups = item.Given("groups") is { } groups ? Names(groups, "group", reader) : [],
            IsLocked = item.Given("lock_passwd") is not { } locked || reader.Flag(locked, "lock_passwd") != false,
            Hash = (item["hashed_passwd"] ?? item["passwd"]) is { IsNull: false } hash ? Hash(hash, reader) : null,
            Keys = item.Given("ssh_authorized_keys") is { } keys ? Keys(keys, reader) : [],
        };
    }

    private static List<string> Names(YamlNode node, string what, CloudConfigReader reader) =>
    [
        .. from item in node.AsList
           from name in reader.Line(item, what)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? []
           where Name(item, name, what, reader) is not null
           select name,
    ];

    private static string? AccountPath(YamlNode node, string what, CloudConfigReader reader) =>
        WithoutColon(node, what, reader) is null ? null : reader.Path(node, what);

    private static string? WithoutColon(YamlNode node, string what, CloudConfigReader reader) =>
        reader.Line(node, what, text => !text.Contains(':'), "it must not contain a colon");

    // Groups have the same rules.
    private static string? Name(YamlNode node, string name, string what, CloudConfigReader reader)
    {
        if (UserName.Parse(name).Failure is not { } invalid) return name;
        reader.Wrong(node, $"invalid {what} name {CloudConfigReader.Shown(name)}: it {invalid.Message}");
        return null;
    }

    // crypt(5). The message does not repeat the value, which may be a password.
    private static string? Hash(YamlNode node, CloudConfigReader reader)
    {
        if (reader.Line(node, "passwd") is not { } hash) return null;
        if (hash.StartsWith('$') && hash.Length is > 20 and < 512 && hash.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !hash.AsSpan().ContainsAny(':', '!', '*')) return hash;
        reader.Wrong(node, "passwd must be a password hash (crypt(5)) such as $6$…");
        return null;
    }

    private static List<PublicKey> Keys(YamlNode node, CloudConfigReader reader)
    {
        var keys = new List<PublicKey>();
        foreach (var item in node.Kind == YamlKind.Scalar ? [node] : reader.Items(node, "ssh_authorized_keys"))
        {
            if (reader.Text(item, "a public key") is not { } text) continue;
            var parsed = PublicKey.Parse(text.Trim());
            if (parsed.Value is { } key) keys.Add(key);
            else reader.Wrong(item, $"a public key {parsed.Failure!.Message}: replace or remove it");
        }
        return keys;
    }

    private static string Count(IReadOnlyList<PublicKey> keys) => keys.Count == 1 ? "1 public key" : $"{keys.Count} public keys";

    // A file with an error disables sudo for every user, so visudo checks it first.
    private static string SudoScript(string user, List<string> rules)
    {
        string path = Commands.Quote($"{SudoersFile.DropIn(user)}-custom-data"), waiting = Commands.Quote(SudoersFile.Unchecked($"{SudoersFile.DropIn(user)}-custom-data"));
        return $"""
            #!/bin/sh
            set -e
            umask 0227
            mkdir -p -m 0750 {SudoersFile.DropInDirectory}
            rm -f {waiting}
            printf '%s\n' {string.Join(' ', rules.Select(rule => Commands.Quote(SudoersFile.RuleOf(user, rule))))} >{waiting}
            if command -v visudo >/dev/null; then visudo -c -f {waiting}; fi
            mv {waiting} {path}

            """;
    }
}
