using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Planning;

/// <summary>An unusual but possible root directory. The same seed gives the same directory.</summary>
internal static class ArbitraryMachine
{
    private static readonly string[] Names = ["debian", "vm1", "a", "web-7", "localhost", "x.example.org", "VM1", ""];
    private static readonly string[] Endings = ["\n", "", "\r\n", "\n\n", " \n", "\n# managed\n"];
    private static readonly string[] HostsLines =
    [
        "127.0.0.1\tlocalhost", "127.0.1.1\tdebian", "127.0.1.1 debian.example.org debian # ours", "127.0.1.1", "  127.0.1.1   vm1  ", "::1 localhost ip6-localhost",
        "# 127.0.1.1 commented", "", "garbage", "127.0.1.1\tweb-7.example.org web-7", "127.0.1.1 #", "\t", "10.0.0.4 web-7 a", "127.0.1.10 other", "127.0.1.1\u00a0odd",
    ];

    /// <summary>A host name that the platform may give.</summary>
    public static string HostName(Random random)
    {
        const string inner = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";
        if (random.Next(3) == 0) return Names[random.Next(5)];
        char[] name = [.. Enumerable.Range(0, random.Next(1, 65)).Select(_ => inner[random.Next(inner.Length)])];
        if (name[0] == '-') name[0] = 'a';
        if (name[^1] == '-') name[^1] = 'z';
        return new string(name);
    }

    public static ThrowAwayRoot Make(Random random)
    {
        var root = new ThrowAwayRoot();
        // Images keep all or a part of /etc elsewhere, by links that only the system made.
        string etc = "/etc";
        if (random.Next(6) == 0) root.MakeDirectory(etc = "/mnt/state/etc").Link("/etc", random.Next(2) == 0 ? "/mnt/state/etc" : "mnt/state/etc");
        else if (random.Next(8) == 0) return root;
        else root.MakeDirectory(etc);

        if (random.Next(6) != 0) Write(root, random, etc, "hostname", Pick(random, Names) + Pick(random, Endings));
        if (random.Next(6) != 0) Write(root, random, etc, "hosts", Hosts(random));
        if (random.Next(8) == 0) root.Write($"{etc}/.hostname.daybreak", "what a cut left");
        return root;
    }

    /// <summary>Accounts of an image: fresh, with the administrator, without shadow passwords, or with traces of a power cut.</summary>
    public static void AddAccounts(ThrowAwayRoot root, Random random)
    {
        // Not through the link itself: it would lead to the /etc of the machine that runs this test.
        string etc = root.Directory.Canonical("/etc");
        bool isThere = random.Next(4) == 0, isBusybox = random.Next(4) == 0;
        root.Write($"{etc}/passwd", "root:*:0:0:root:/root:/bin/sh\n# ours\nzed:!:1003:1003::/home/zed:/bin/sh\n" + (isThere ? Pick(random, ["ada:!:1500:100:Ada:/home/ada:/bin/zsh", "ada:!:1000:1000::/srv/homes/ada:\n"]) : ""));
        root.Write($"{etc}/group", "root:x:0:\nadm:x:4:\nsudo:x:27:zed\nzed:x:1003:\n" + Pick(random, ["", "ada:x:1004:\n", "ada:x:1777:ada\n", "+:::"]));
        if (random.Next(3) != 0) root.Write($"{etc}/shadow", "root:*:1::::::\nzed:!:1::::::\n" + Pick(random, ["", "ada:!:2::::::\n", "garbage"]));
        if (!isBusybox) root.Write($"{etc}/gshadow", "root:*::\nsudo:*::\n").Write($"{etc}/login.defs", Pick(random, ["USERGROUPS_ENAB yes\n", "USERGROUPS_ENAB no\nHOME_MODE 0700\n", "UID_MIN 500\n"]));
        if (random.Next(2) == 0) root.Write($"{etc}/subuid", "zed:100000:65536\n").Write($"{etc}/subgid", "zed:100000:65536");
        if (random.Next(2) == 0) root.Write($"{etc}/skel/.profile", "# profile\n").Write($"{etc}/skel/.config/deep/file", "x");
        if (random.Next(4) == 0) root.Link($"{etc}/skel/link", "/etc/skel/.profile");
        switch (random.Next(5))
        {
            case 0:
                root.MakeDirectory("/srv/home").Link("/home", "/srv/home");
                break;
            case 1:
                root.MakeDirectory("/home/ada");
                break;
            case 2:
                root.Write("/home/ada/kept", "");
                break;
            case 3:
                root.Write("/home/.ada.daybreak/half", "what a cut left");
                break;
        }
    }

    private static void Write(ThrowAwayRoot root, Random random, string etc, string name, string text)
    {
        string path = $"{etc}/{name}";
        switch (random.Next(6))
        {
            case 0:
                root.Write($"/var/persist/{name}", text).Link(path, $"/var/persist/{name}");
                break;
            case 1:
                // A link that leads nowhere yet, in a directory that is there.
                root.MakeDirectory("/var/persist").Link(path, etc == "/etc" ? $"../var/persist/{name}" : $"../../../var/persist/{name}");
                break;
            default:
                root.Write(path, text);
                File.SetUnixFileMode(root.Below(path), Pick(random, [(UnixFileMode)0b110_100_100, (UnixFileMode)0b110_000_000, (UnixFileMode)0b100_100_100, (UnixFileMode)0b111_101_101]));
                break;
        }
    }

    private static string Hosts(Random random)
    {
        string[] lines = [.. Enumerable.Range(0, random.Next(0, 8)).Select(_ => Pick(random, HostsLines))];
        string end = Pick(random, ["\n", "\n", "\r\n"]);
        return string.Join(end, lines) + (random.Next(3) == 0 ? "" : end);
    }

    private static T Pick<T>(Random random, T[] from) => from[random.Next(from.Length)];
}
