using System.Security.Cryptography;

namespace Daybreak.Tests.Rig;

/// <summary>A throw-away directory that looks like a machine's root.</summary>
internal sealed class MachineRoot : IDisposable
{
    public const string Unit = "azure-provisioning.service";
    public const string EnabledUnit = "/etc/systemd/system/multi-user.target.wants/" + Unit;

    private MachineRoot() => Path = Directory.CreateTempSubdirectory("daybreak-root-").FullName;

    public string Path { get; }

    /// <summary>Files in which a run records its times, so they are never compared byte for byte.</summary>
    public static string[] OwnFiles { get; } = ["/var/lib/daybreak/journal", "/run/daybreak/status.json", "/run/daybreak/lock"];

    /// <summary>A small Debian with the first-boot unit enabled.</summary>
    public static MachineRoot Debian()
    {
        var machine = Bare();
        foreach (string directory in (string[])["/var/lib", "/run", "/tmp", "/usr/bin", "/root", "/home"]) machine.MakeDirectory(directory);
        machine.Write("/etc/hostname", "debian\n");
        machine.Write("/etc/hosts", "127.0.0.1\tlocalhost\n127.0.1.1\tdebian.example.org\tdebian\n\n# IPv6\n::1\tlocalhost ip6-localhost\n");
        machine.Write("/etc/os-release", "ID=debian\n");
        machine.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
        machine.Write("/etc/shadow", "root:*:20000:0:99999:7:::\n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        machine.Write("/etc/group", "root:x:0:\nadm:x:4:\nsudo:x:27:\n");
        machine.Write("/etc/gshadow", "root:*::\nadm:*::\nsudo:*::\n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        machine.Write("/etc/subuid", "").Write("/etc/subgid", "");
        machine.Write("/etc/login.defs", "UMASK\t\t022\nUID_MIN\t\t 1000\nUSERGROUPS_ENAB yes\nPASS_MAX_DAYS\t99999\n");
        machine.Write("/etc/default/useradd", "SHELL=/bin/sh\n").Write("/etc/skel/.profile", "# ~/.profile\n");
        machine.Write("/etc/resolv.conf", "nameserver 192.0.2.1\n");
        machine.Write($"/usr/lib/systemd/system/{Unit}", "[Unit]\n");
        machine.MakeDirectory("/etc/systemd/system/multi-user.target.wants");
        File.CreateSymbolicLink(machine.Below(EnabledUnit), $"/usr/lib/systemd/system/{Unit}");
        return machine;
    }

    /// <summary>The same with sudo, an SSH server, a skeleton with directories, and cheap hashes.</summary>
    public static MachineRoot Whole()
    {
        var machine = Debian();
        machine.Write("/usr/bin/sudo", "").Write("/etc/sudoers", "root ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n");
        machine.MakeDirectory("/etc/sudoers.d");
        machine.Write("/etc/ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\nSubsystem sftp /usr/lib/openssh/sftp-server\n");
        machine.MakeDirectory("/etc/ssh/sshd_config.d");
        machine.Write("/etc/skel/.config/tool/settings", "a=b\n").Write("/etc/skel/.ssh/config", "# nothing\n");
        File.CreateSymbolicLink(machine.Below("/etc/skel/.link"), ".profile");
        machine.Write("/etc/shadow", "root:$6$saltstring$x:19000:0:99999:7:::\n", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        machine.Write("/etc/login.defs", machine.Read("/etc/login.defs") + "ENCRYPT_METHOD SHA512\nSHA_CRYPT_MIN_ROUNDS 1000\nSHA_CRYPT_MAX_ROUNDS 1000\n");
        machine.Write("/etc/daybreak/daybreak.conf", "[WaAgent]\nHandOver=yes\n");
        return machine;
    }

    /// <summary>Only the firmware's identity: no /etc, no /var, no /run.</summary>
    public static MachineRoot Bare(string? vmId = Simulator.VmId)
    {
        var machine = new MachineRoot();
        if (vmId is not null) machine.Write("/sys/class/dmi/id/product_uuid", vmId + "\n");
        return machine;
    }

    /// <summary>With sudo, so that no step has a warning.</summary>
    public MachineRoot WithSudo() => Write("/usr/bin/sudo", "").Write("/etc/sudoers", "@includedir /etc/sudoers.d\n");

    public string Below(string path) => System.IO.Path.Combine(Path, path.TrimStart('/'));

    public MachineRoot Write(string path, string text)
    {
        MakeDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(Below(path), text);
        return this;
    }

    private void Write(string path, string text, UnixFileMode mode)
    {
        Write(path, text);
        File.SetUnixFileMode(Below(path), mode);
    }

    /// <summary>Sets a deadline that is short enough for a test.</summary>
    public MachineRoot WithDeadline(int seconds) => Write("/etc/daybreak/daybreak.conf", $"[Provisioning]\nDeadline={seconds}s\n");

    public string Read(string path) => File.ReadAllText(Below(path));

    public bool Has(string path) => new FileInfo(Below(path)) is { LinkTarget: not null } || File.Exists(Below(path)) || Directory.Exists(Below(path));

    /// <summary>Every entry with kind, mode, owner and content or target, except the given paths.</summary>
    public IReadOnlyList<string> Snapshot(params string[] except)
    {
        var found = Child.Run("find", [Path, "-mindepth", "1", "-printf", "/%P\\t%y %m %U:%G %l\\n"]);
        Assert.Equal(0, found.Exit);
        return
        [
            .. found.OutputLines.Select(line => line.Split('\t'))
                .Where(entry => !except.Any(path => entry[0] == path || entry[0].StartsWith(path + "/", StringComparison.Ordinal)))
                .Select(entry => entry[1][0] == 'f' ? $"{entry[0]} {entry[1]}{Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Below(entry[0]))))}" : $"{entry[0]} {entry[1]}")
                .Order(StringComparer.Ordinal),
        ];
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Creates a directory and its parents.</summary>
    public void MakeDirectory(string path) => Directory.CreateDirectory(Below(path));
}
