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

    public static void Read(YamlNode node, CloudConfigReader reader, List<CustomDataTask> tasks)
    {
        if (node.Kind == YamlKind.Mapping)
        {
            reader.Wrong(node, "users must be a list (- name: …), and is not done");
            return;
        }
        int number = 0;
        foreach (var item in node.Kind == YamlKind.Scalar ? [node] : node.Items)
        {
            number++;
            // The platform's administrator is there already.
            if (item is { Kind: YamlKind.Scalar, Text: "default" } || item.IsNull) continue;
            if (item.Kind == YamlKind.Sequence) reader.Wrong(item, "a user must be a name, or a mapping with a name, and is not made");
            else if (User(item, reader) is { } user) Add(user, item, number, reader, tasks);
        }
    }

    /// <summary>Keys for the administrator.</summary>
    public static void ReadKeys(YamlNode node, CloudConfigReader reader, List<CustomDataTask> tasks)
    {
        var keys = Keys(node, reader);
        if (keys.Count > 0) tasks.Add(new UserTask(reader.Key("ssh_authorized_keys"), reader.Title($"{Count(keys.Count, "public key")} for the administrator"), new WantedUser { IsAdministrator = true, Keys = keys }));
    }

    /// <summary>Groups that are to be there, and the users that are to be in them.</summary>
    public static void ReadGroups(YamlNode node, CloudConfigReader reader, List<CustomDataTask> tasks)
    {
        var groups = new List<string>();
        foreach (var item in node.Kind == YamlKind.Sequence ? node.Items : [node])
        {
            if (item.Kind == YamlKind.Scalar) groups.AddRange(Names(item, "a group", reader));
            for (int i = 0; i < item.Keys.Count; i++)
            {
                if (Name(item.Keys[i], item.Keys[i].Text, "a group", reader) is not { } group) continue;
                groups.Add(group);
                foreach (var member in item.Values[i].IsNull ? [] : item.Values[i].Kind == YamlKind.Scalar ? [item.Values[i]] : item.Values[i].Items)
                    foreach (string user in Names(member, "a member", reader))
                        reader.Delayed.Add(new UserTask(reader.Key($"groups-{group}-{user}"), reader.Title($"{user} put into the group {group}"), new WantedUser { Name = user, Groups = [group], MustExist = true }));
            }
        }
        if (groups.Count > 0) tasks.Add(new GroupsTask(reader.Key("groups"), reader.Title($"groups {string.Join(", ", groups)}"), groups));
    }

    private static void Add(WantedUser user, YamlNode item, int number, CloudConfigReader reader, List<CustomDataTask> tasks)
    {
        string key = reader.Key(string.Create(CultureInfo.InvariantCulture, $"users-{number}"));
        string with = (user.Groups.Count > 0 ? $", in {string.Join(", ", user.Groups)}" : "") + (user.Keys.Count > 0 ? $", with {Count(user.Keys.Count, "public key")}" : "");
        tasks.Add(new UserTask(key, reader.Title($"user {user.Name}{with}"), user));
        if (item["sudo"] is not { IsNull: false } sudo || (sudo.Kind == YamlKind.Scalar && sudo.Text.ToLowerInvariant() is "false" or "no" or "")) return;
        var rules = reader.Lines(sudo, "a rule of sudo");
        if (rules.Count > 0) tasks.Add(new ScriptTask(key + "-sudo", reader.Title($"rules of sudo for {user.Name}"), Encoding.UTF8.GetBytes(SudoScript(user.Name, rules)), ["/bin/sh"], repeats: true));
    }

    private static WantedUser? User(YamlNode item, CloudConfigReader reader)
    {
        if (item.Kind == YamlKind.Scalar) return Name(item, item.Text, "a user", reader) is { } only ? new WantedUser { Name = only } : null;
        if (item["name"] is not { } given)
        {
            reader.Wrong(item, "a user has no name, and is not made: give it one");
            return null;
        }
        if (Name(given, given.Text, "a user", reader) is not { } name) return null;
        reader.Known(item, $"user {name}", ["name", "gecos", "shell", "homedir", "groups", "lock_passwd", "passwd", "hashed_passwd", "ssh_authorized_keys", "sudo"], NotDone);
        foreach (string special in (string[])["system", "no_create_home", "uid"])
        {
            if (item[special] is not { IsNull: false } asked || asked.Text.ToLowerInvariant() is "false" or "no") continue;
            reader.NotDone(item, $"user {name} is not made: {special} is not done, and a user without it would be another one");
            return null;
        }
        string? home = item["homedir"] is { IsNull: false } homeNode ? FilesToWrite.PathOf(homeNode, "a home directory", reader) : null;
        string? shell = item["shell"] is { IsNull: false } shellNode ? FilesToWrite.PathOf(shellNode, "a shell", reader) : null;
        if ((item["homedir"] is { IsNull: false } && home is null) || (item["shell"] is { IsNull: false } && shell is null)) return null;
        return new WantedUser
        {
            Name = name,
            Comment = item["gecos"] is { IsNull: false } gecos ? Field(gecos, "gecos", reader) : null,
            Home = home is not null && home.Contains(':') ? null : home,
            Shell = shell is not null && shell.Contains(':') ? null : shell,
            Groups = item["groups"] is { IsNull: false } groups ? GroupNames(groups, reader) : [],
            IsLocked = item["lock_passwd"] is not { IsNull: false } locked || reader.Flag(locked, "lock_passwd") != false,
            Hash = (item["hashed_passwd"] ?? item["passwd"]) is { IsNull: false } hash ? Hash(hash, reader) : null,
            Keys = item["ssh_authorized_keys"] is { IsNull: false } keys ? Keys(keys, reader) : [],
        };
    }

    private static List<string> GroupNames(YamlNode node, CloudConfigReader reader)
    {
        var names = new List<string>();
        foreach (var item in node.Kind == YamlKind.Sequence ? node.Items : [node]) names.AddRange(Names(item, "a group", reader));
        return names;
    }

    private static List<string> Names(YamlNode node, string what, CloudConfigReader reader)
    {
        var names = new List<string>();
        if (reader.Line(node, what) is not { } text) return names;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (Name(node, name, what, reader) is { } good) names.Add(good);
        return names;
    }

    // Groups have the same rules.
    private static string? Name(YamlNode node, string name, string what, CloudConfigReader reader)
    {
        if (UserName.TryParse(name, out _, out string? refusal)) return name;
        reader.Wrong(node, $"{CloudConfigReader.Shown(name)} cannot be the name of {what}: it {refusal}");
        return null;
    }

    private static string? Field(YamlNode node, string what, CloudConfigReader reader)
    {
        if (reader.Line(node, what) is not { } text) return null;
        if (!text.Contains(':')) return Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
        reader.Wrong(node, $"{what} has a colon in it, which /etc/passwd cannot hold, and is not done: remove it");
        return null;
    }

    private static string? Hash(YamlNode node, CloudConfigReader reader)
    {
        if (reader.Line(node, "a password's hash") is not { } hash) return null;
        // crypt(5)
        if (hash.StartsWith('$') && hash.Length is > 20 and < 512 && hash.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0 && !hash.AsSpan().ContainsAny(':', '!', '*')) return hash;
        reader.Wrong(node, "passwd must be the hash of a password as crypt(5) writes it, such as $6$…: it is not set");
        return null;
    }

    private static List<PublicKey> Keys(YamlNode node, CloudConfigReader reader)
    {
        var keys = new List<PublicKey>();
        foreach (var item in node.Kind == YamlKind.Scalar ? [node] : reader.Items(node, "ssh_authorized_keys"))
        {
            if (reader.Text(item, "a public key") is not { } text) continue;
            if (PublicKey.TryParse(text.Trim(), out var key, out string? refusal)) keys.Add(key);
            else reader.Wrong(item, $"a public key {refusal}; it is not done: correct it");
        }
        return keys;
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    // A file that sudo cannot read takes sudo from everybody: its own reader comes first.
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
