using System.Globalization;
using System.Text;
using Daybreak.Machine.Files;

namespace Daybreak.Machine.Ssh;

/// <summary>How sshd lets people in.</summary>
/// <param name="PasswordLogin">Whether it may ask for a password.</param>
/// <param name="ClientAliveInterval">After how many silent seconds it asks a client for a sign of life; 0 leaves it as it is.</param>
public sealed record SshdPolicy(bool PasswordLogin, int ClientAliveInterval)
{
    /// <summary>Where drop-ins are.</summary>
    public const string Directory = "/etc/ssh/sshd_config.d";

    private const string Password = "passwordauthentication", Keyboard = "kbdinteractiveauthentication";
    private const string Begin = "# BEGIN Daybreak: what the platform says of this VM", End = "# END Daybreak";

    // The second for a directory in which something sorts before the first.
    private static readonly string[] DropIns = [$"{Directory}/00-daybreak.conf", $"{Directory}/00-00-daybreak.conf"];

    /// <summary>What the files must be for the policy to be effective: an own drop-in, or where none is read early enough, some lines at the top of sshd_config.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="connection">The administrator.</param>
    /// <returns>Paths and texts (null for no file), those to be written before those to be removed; null when there is no OpenSSH server. What is in the files already is among it.</returns>
    /// <exception cref="FileFailure">The configuration cannot be read, or nothing makes the policy effective.</exception>
    public IReadOnlyList<SshdFile>? Files(MachineView machine, SshdConnection connection)
    {
        string? main = Bare(machine);
        var bare = SshdConfig.Read(Without(machine, main), connection);
        if (bare is null) return null;
        if (IsEffective(bare)) return Arrange(main, null, null);

        int interval = IsAlive(bare) ? 0 : ClientAliveInterval;
        // A block of its own only where another one would have the last word.
        foreach (string user in (string[])["", connection.User is { } name ? $"User {name}" : "all"])
        {
            string text = Text(interval, user);
            foreach (string path in DropIns)
                if (IsEffective(SshdConfig.Read(Without(machine, main).Suppose(path, text), connection)!)) return Arrange(main, path, text);
        }
        string changed = $"{Begin}\n{Text(interval, "")}{(main is null ? $"Include {SshdConfig.VendorPath}\n" : "")}{End}\n{main}";
        var topped = SshdConfig.Read(Without(machine, changed), connection)!;
        if (IsEffective(topped)) return Arrange(changed, null, null);
        var obstacle = Obstacle(topped);
        throw new FileFailure(topped.Path, $"{obstacle?.Position ?? topped.Path}: {obstacle?.Keyword} {obstacle?.Value} lets passwords in, the platform wants none, and no drop-in is read before it: remove the line, or put \"Include {Directory}/*.conf\" at the top of {topped.Path}");
    }

    /// <summary>Why passwords do not let the administrator in although the platform wants it: what the image says more strictly stays. Null when they do.</summary>
    public string? Stricter(SshdConfig config)
    {
        if (!PasswordLogin) return null;
        if (config.Winner(Password) is { } line && !config.IsOn(Password)) return $"{line.Position} keeps password login off, which the platform asks for";
        if (config.Winner("authenticationmethods") is { } methods && !methods.Arguments.Any(list => list.Split(',').All(method => method is "any" or "password" || method.StartsWith("keyboard-interactive", StringComparison.Ordinal))))
            return $"{methods.Position} (AuthenticationMethods {string.Join(' ', methods.Arguments)}) stays: a password alone lets nobody in";
        return null;
    }

    private bool IsEffective(SshdConfig config)
    {
        if (!IsAlive(config)) return false;
        if (PasswordLogin) return Says(config, Password, "yes") && Says(config, Keyboard, "yes");
        return Says(config, Password, "no") && Says(config, Keyboard, "no") && Obstacle(config) is null;
    }

    private static bool Says(SshdConfig config, string keyword, string value) => (config.ForAll(keyword)?.Value ?? "yes").Equals(value, StringComparison.OrdinalIgnoreCase);

    private bool IsAlive(SshdConfig config) =>
        ClientAliveInterval == 0 || (SshdTime.Seconds(config.ForAll("clientaliveinterval")?.Value ?? "0") is { } seconds && seconds > 0 && seconds <= ClientAliveInterval);

    // A line of a Match block that lets passwords in, be it only from some addresses.
    private static SshdDirective? Obstacle(SshdConfig config)
    {
        foreach (string keyword in (string[])[Password, Keyboard])
            foreach (bool supposing in (bool[])[false, true])
                if (config.IsOn(keyword, supposing)) return config.Winner(keyword, supposing);
        return null;
    }

    private string Text(int interval, string match)
    {
        string value = PasswordLogin ? "yes" : "no";
        var text = new StringBuilder("# Written by Daybreak from what the platform says of this VM; written again when it is another VM.\n");
        // The last is another name of the second; before OpenSSH 8.7 it was a setting of its own that overrode it.
        text.Append($"PasswordAuthentication {value}\nKbdInteractiveAuthentication {value}\nChallengeResponseAuthentication {value}\n");
        if (interval > 0) text.Append(CultureInfo.InvariantCulture, $"ClientAliveInterval {interval}\n");
        if (match.Length > 0) text.Append($"Match {match}\n    PasswordAuthentication {value}\n    KbdInteractiveAuthentication {value}\n");
        return text.ToString();
    }

    private static SshdFiles Without(MachineView machine, string? main)
    {
        var files = new SshdFiles(machine).Suppose(SshdConfig.MainPath, main);
        foreach (string path in DropIns) files.Suppose(path, null);
        return files;
    }

    private static List<SshdFile> Arrange(string? main, string? dropIn, string? text)
    {
        var files = new List<SshdFile>();
        if (dropIn is not null) files.Add(new SshdFile(dropIn, text));
        files.Add(new SshdFile(SshdConfig.MainPath, main));
        foreach (string path in DropIns)
            if (path != dropIn) files.Add(new SshdFile(path, null));
        return files;
    }

    // sshd_config as it would be without this agent.
    private static string? Bare(MachineView machine)
    {
        if (machine.Read(SshdConfig.MainPath) is not { } content) return null;
        string text = Encoding.Latin1.GetString(content.Span);
        int end = text.StartsWith(Begin + "\n", StringComparison.Ordinal) ? text.IndexOf($"\n{End}\n", StringComparison.Ordinal) : -1;
        if (end < 0) return text;
        text = text[(end + End.Length + 2)..];
        return text.Length == 0 && machine.Entry(SshdConfig.VendorPath) is not null ? null : text;
    }
}

/// <summary>A file of sshd's configuration.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Text">Every byte a character; null for no file.</param>
public sealed record SshdFile(string Path, string? Text);
