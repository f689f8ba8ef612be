namespace Daybreak.Machine.Ssh;

/// <summary>The login methods of sshd.</summary>
/// <param name="PasswordLogin">Whether password login is enabled.</param>
/// <param name="ClientAliveInterval">The interval in seconds after which sshd checks an idle client; 0 keeps the image's value.</param>
public sealed record SshdPolicy(bool PasswordLogin, int ClientAliveInterval)
{
    /// <summary>The directory of drop-ins.</summary>
    public const string Directory = "/etc/ssh/sshd_config.d";

    private const string Password = "passwordauthentication", Keyboard = "kbdinteractiveauthentication";
    private const string Begin = "# BEGIN Daybreak", End = "# END Daybreak";

    // The second is used if another file sorts before the first.
    private static readonly string[] DropIns = [$"{Directory}/00-daybreak.conf", $"{Directory}/00-00-daybreak.conf"];

    /// <summary>The files that make the policy effective: a drop-in, or lines at the top of sshd_config if no drop-in is read early enough.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="connection">A connection of the administrator.</param>
    /// <returns>Paths and texts (null for no file), files to write before files to remove, including files that are unchanged; null if there is no OpenSSH server.</returns>
    /// <exception cref="FileFailure">The configuration cannot be read, or no file can make the policy effective.</exception>
    public IReadOnlyList<SshdFile>? Files(MachineView machine, SshdConnection connection)
    {
        string? main = WithoutOwnLines(machine);
        var bare = SshdConfig.Read(Without(machine, main), connection);
        if (bare is null) return null;
        if (IsEffective(bare)) return AllFiles(main, null, null);

        int interval = IsAlive(bare) ? 0 : ClientAliveInterval;
        // A Match block is added only if another Match block would override the policy.
        foreach (string user in (string[])["", connection.User is { } name ? $"User {name}" : "all"])
        {
            string text = Text(interval, user);
            foreach (string path in DropIns)
                if (IsEffective(SshdConfig.Read(Without(machine, main).Replace(path, text), connection)!)) return AllFiles(main, path, text);
        }
        string changed = $"{Begin}: login settings of this VM\n{Text(interval, "")}{(main is null ? $"Include {SshdConfig.VendorPath}\n" : "")}{End}\n{main}";
        var topped = SshdConfig.Read(Without(machine, changed), connection)!;
        if (IsEffective(topped)) return AllFiles(changed, null, null);
        var obstacle = Obstacle(topped);
        throw new FileFailure(topped.Path, $"{obstacle?.Position ?? topped.Path}: {obstacle?.Keyword} {obstacle?.Value} enables password login, which the platform disables, and no drop-in is read before it: remove the line, or put \"Include {Directory}/*.conf\" at the top of {topped.Path}");
    }

    /// <summary>Why the administrator cannot log in with a password although the platform enables it; null if login is possible. Stricter settings of the image are kept.</summary>
    public string? PasswordLoginObstacle(SshdConfig config)
    {
        if (!PasswordLogin) return null;
        if (config.Effective(Password) is { } line && !config.IsOn(Password)) return $"{line.Position} disables password login, which the platform enables";
        if (config.Effective("authenticationmethods") is { } methods && !methods.Arguments.Any(list => list.Split(',').All(method => method is "any" or "password" || method.StartsWith("keyboard-interactive", StringComparison.Ordinal))))
            return $"{methods.Position} (AuthenticationMethods {string.Join(' ', methods.Arguments)}) is kept, so a password alone does not allow login";
        return null;
    }

    private bool IsEffective(SshdConfig config)
    {
        if (!IsAlive(config)) return false;
        if (PasswordLogin) return HasValue(config, Password, "yes") && HasValue(config, Keyboard, "yes");
        return HasValue(config, Password, "no") && HasValue(config, Keyboard, "no") && Obstacle(config) is null;
    }

    private static bool HasValue(SshdConfig config, string keyword, string value) => (config.ForAll(keyword)?.Value ?? "yes").Equals(value, StringComparison.OrdinalIgnoreCase);

    private bool IsAlive(SshdConfig config) =>
        ClientAliveInterval == 0 || (SshdTime.Seconds(config.ForAll("clientaliveinterval")?.Value ?? "0") is { } seconds && seconds > 0 && seconds <= ClientAliveInterval);

    // A line of a Match block that enables password login, if only for some addresses.
    private static SshdDirective? Obstacle(SshdConfig config)
    {
        foreach (string keyword in (string[])[Password, Keyboard])
            foreach (bool assumeMatch in (bool[])[false, true])
                if (config.IsOn(keyword, assumeMatch)) return config.Effective(keyword, assumeMatch);
        return null;
    }

    private string Text(int interval, string match)
    {
        string value = PasswordLogin ? "yes" : "no";
        var text = new StringBuilder("# Written by Daybreak from the configuration of this VM. Daybreak replaces it on a new VM.\n");
        // ChallengeResponseAuthentication is an alias of KbdInteractiveAuthentication. Before OpenSSH 8.7 it was a separate setting with priority.
        text.Append($"PasswordAuthentication {value}\nKbdInteractiveAuthentication {value}\nChallengeResponseAuthentication {value}\n");
        if (interval > 0) text.Append(CultureInfo.InvariantCulture, $"ClientAliveInterval {interval}\n");
        if (match.Length > 0) text.Append($"Match {match}\n    PasswordAuthentication {value}\n    KbdInteractiveAuthentication {value}\n");
        return text.ToString();
    }

    private static SshdFiles Without(MachineView machine, string? main)
    {
        var files = new SshdFiles(machine).Replace(SshdConfig.MainPath, main);
        foreach (string path in DropIns) files.Replace(path, null);
        return files;
    }

    private static List<SshdFile> AllFiles(string? main, string? dropIn, string? text)
    {
        var files = new List<SshdFile>();
        if (dropIn is not null) files.Add(new SshdFile(dropIn, text));
        files.Add(new SshdFile(SshdConfig.MainPath, main));
        foreach (string path in DropIns)
            if (path != dropIn) files.Add(new SshdFile(path, null));
        return files;
    }

    // sshd_config without the lines of Daybreak.
    private static string? WithoutOwnLines(MachineView machine)
    {
        if (machine.Read(SshdConfig.MainPath) is not { } content) return null;
        string text = Encoding.Latin1.GetString(content.Span);
        int end = text.StartsWith(Begin, StringComparison.Ordinal) ? text.IndexOf($"\n{End}\n", StringComparison.Ordinal) : -1;
        if (end < 0) return text;
        text = text[(end + End.Length + 2)..];
        return text.Length == 0 && machine.Entry(SshdConfig.VendorPath) is not null ? null : text;
    }
}

/// <summary>A file of sshd's configuration.</summary>
/// <param name="Path">The path.</param>
/// <param name="Text">One character per byte; null for no file.</param>
public sealed record SshdFile(string Path, string? Text);
