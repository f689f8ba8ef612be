using System.Text;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>Arbitrary account files, valid and damaged. The same seed gives the same files.</summary>
internal static class ArbitraryAccounts
{
    private static readonly string[] Names = ["bob", "zed", "eve", "mallory", "_chrony", "svc.web", "a-b"];
    private static readonly string[] OddLines = ["# a comment", "", "garbage", "bad:x", "x:x:not-a-number:9:::", "caf\u00e9 \u00ff", "ada_2"];

    /// <summary>Writes the files of /etc into each root.</summary>
    public static void Write(Random random, params ThrowAwayRoot[] roots)
    {
        var files = new Dictionary<string, string>
        {
            ["/etc/login.defs"] = LoginDefs(random),
            ["/etc/default/useradd"] = Defaults(random),
            // No directories: with another root, useradd 4.13 fails at the first directory that is not empty.
            ["/etc/skel/.profile"] = "# profile\n",
            ["/bin/sh"] = "",
            ["/bin/bash"] = "",
            ["/bin/zsh"] = "",
        };
        var passwd = new List<string> { "root:x:0:0:root:/root:/bin/bash", "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin", "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin" };
        var shadow = new List<string> { "root:*:19000:0:99999:7:::", "daemon:*:19000:0:99999:7:::" };
        var group = new List<string> { "root:x:0:", "adm:x:4:syslog", "sudo:x:27:", "users:x:100:", "nogroup:x:65534:" };
        var gshadow = new List<string> { "root:*::", "adm:*::syslog", "sudo:!:root:", "users:*::" };
        foreach (string name in Names)
        {
            if (random.Next(2) == 0) continue;
            int id = Pick(random, 998, 1000, 1001, 1002, 1003, 1005, 1499, 5000, 60000, 60001);
            passwd.Add($"{name}:x:{id}:{id}:Ren\u00e9,,,:/home/{name}:/bin/bash");
            if (random.Next(3) != 0) shadow.Add($"{name}:$y$j9T$salt$hash:19000:0:99999:7:::");
            if (random.Next(3) != 0) group.Add($"{name}:x:{id + random.Next(2)}:{Pick(random, "", "bob", "bob,eve")}");
            if (random.Next(3) != 0) gshadow.Add($"{name}:!::{Pick(random, "", "bob")}");
            if (random.Next(3) == 0) group[random.Next(1, 3)] += group[2].EndsWith(':') ? name : $",{name}";
        }
        if (random.Next(5) == 0) group.Add("ada:x:1777:");
        if (random.Next(8) == 0) shadow.Add("ada:$6$left$over:17000:0:99999:7:::");
        if (random.Next(8) == 0) gshadow.Add("ada:!::");
        files["/etc/passwd"] = Text(random, passwd, "+::::::");
        files["/etc/shadow"] = Text(random, shadow, "+::::::::");
        files["/etc/group"] = Text(random, group, "+:::");
        if (random.Next(5) != 0) files["/etc/gshadow"] = Text(random, gshadow, null);
        if (random.Next(4) != 0) files["/etc/subuid"] = Ranges(random);
        if (random.Next(4) != 0) files["/etc/subgid"] = Ranges(random);
        foreach (var root in roots)
        {
            root.MakeDirectory("/home");
            foreach (var (path, text) in files)
            {
                root.Write(path, "");
                File.WriteAllBytes(root.Below(path), Encoding.Latin1.GetBytes(text));
                if (path.EndsWith("shadow", StringComparison.Ordinal)) File.SetUnixFileMode(root.Below(path), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            }
            File.SetUnixFileMode(root.Below("/bin/sh"), (UnixFileMode)0x1ed);
            File.SetUnixFileMode(root.Below("/etc/skel/.profile"), (UnixFileMode)0x1a0);
            File.CreateSymbolicLink(root.Below("/etc/skel/link"), "/etc/skel/.profile");
        }
    }

    private static string LoginDefs(Random random)
    {
        string ids = Pick(random,
            "", "UID_MIN 1000\nUID_MAX\t60000\nGID_MIN 1000\nGID_MAX 60000\n", "UID_MIN 1000\nUID_MAX 1004\n", "UID_MIN 01750\nGID_MIN 0x3e8\n", "UID_MIN 5000\nGID_MIN 6000\n", "GID_MIN 1000\nGID_MAX 1002\n", "UID_MIN 1000\nUID_MAX 1001\n");
        return "#\n# /etc/login.defs\n#\nMAIL_DIR /var/mail\n" + ids
            + Pick(random, "", "UMASK 022\n", "UMASK\t\t077\n", "  UMASK 027  \n") + Pick(random, "", "HOME_MODE 0700\n", "HOME_MODE\t0750\n")
            + Pick(random, "USERGROUPS_ENAB yes\n", "USERGROUPS_ENAB no\n", "USERGROUPS_ENAB \"YES\"\n", "")
            + Pick(random, "PASS_MAX_DAYS\t99999\nPASS_MIN_DAYS\t0\nPASS_WARN_AGE\t7\n", "PASS_MAX_DAYS 90\nPASS_MIN_DAYS -1\n", "")
            + Pick(random, "", "SUB_UID_MIN 200000\nSUB_UID_COUNT 1000\n", "SUB_GID_COUNT 0\n") + "ENCRYPT_METHOD YESCRYPT\n";
    }

    private static string Defaults(Random random) =>
        "# useradd\n" + Pick(random, "SHELL=/bin/sh\n", "SHELL=/bin/zsh\n", "") + Pick(random, "", "INACTIVE=5\nEXPIRE=2030-01-01\n", "INACTIVE=-1\nEXPIRE=\n") + Pick(random, "", "GROUP=100\n", "# GROUP=100\n");

    private static string Text(Random random, List<string> lines, string? nis)
    {
        while (random.Next(3) == 0) lines.Insert(random.Next(1, lines.Count + 1), OddLines[random.Next(OddLines.Length)]);
        if (nis is not null && random.Next(4) == 0) lines.Add(nis);
        return string.Join('\n', lines) + (random.Next(3) == 0 ? "" : "\n");
    }

    private static string Ranges(Random random)
    {
        var lines = new List<string>();
        while (random.Next(2) == 0) lines.Add($"{Names[random.Next(Names.Length)]}:{Pick(random, 100000, 165536, 150000, 300000, 10)}:{Pick(random, 65536, 10, 100000)}");
        return lines.Count == 0 ? "" : string.Join('\n', lines) + (random.Next(3) == 0 ? "" : "\n");
    }

    private static T Pick<T>(Random random, params T[] from) => from[random.Next(from.Length)];
}
