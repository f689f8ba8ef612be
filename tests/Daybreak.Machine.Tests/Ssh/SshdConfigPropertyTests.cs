using Daybreak.Machine.Files;
using Daybreak.Machine.Ssh;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Ssh;

/// <summary>Daybreak reads arbitrary configurations like Debian's sshd (<c>sshd -T -C user=…</c>).</summary>
public sealed class SshdConfigPropertyTests : IDisposable
{
    private const int Configurations = 200;
    private static readonly SshdConnection Alice = new("alice", ["alice", "sudo", "adm"]);
    private static readonly string[] Flags = ["PasswordAuthentication", "KbdInteractiveAuthentication", "ChallengeResponseAuthentication", "PubkeyAuthentication", "DSAAuthentication"];
    private static readonly string[] KeyFiles =
        [".ssh/authorized_keys", "%h/.ssh/authorized_keys", "/etc/ssh/authorized_keys/%u", "none", ".ssh/a%%b .ssh/authorized_keys2", "\"/etc/ssh/with blank/%u\"", "/keys/%U", "'/x y/%u' /z"];
    private static readonly string[] Criteria =
    [
        "all", "ALL", "user alice", "User bob", "user al*", "user *,!alice", "user !bob,*", "user bob,a?ice", "group sudo", "Group wheel", "group adm,wheel", "group *,!sudo", "user alice group wheel",
        "user \"alice\" group s*", "host *.example.org", "host *.example.com", "address 192.0.2.0/24", "Address 10.0.0.0/8", "user alice address 192.0.2.7", "user bob address 192.0.2.7",
    ];

    private readonly RealSshd sshd = new();

    public void Dispose() => sshd.Dispose();

    [Fact]
    public void Computes_the_effective_values_of_sshd()
    {
        Assert.SkipUnless(sshd.IsThere && ThrowAwayRoot.IsRoot, "needs root for chroot(1), and sshd, which test.sh unpacks with eng/unpack.sh");
        int accepted = 0;
        for (int seed = 0; seed < Configurations; seed++)
        {
            var random = new Random(seed);
            sshd.Clear();
            string shown = Generate(random);
            var theirs = sshd.Ask("alice", out string errors);
            try
            {
                var ours = sshd.Read(Alice)!;
                // Daybreak does not check combinations of methods and flags; sshd -t does.
                if (errors.Contains("cannot be satisfied", StringComparison.Ordinal)) continue;
                if (theirs is null) Assert.Fail("sshd rejects this configuration, Daybreak does not");
                accepted++;
                Assert.Equal(theirs["passwordauthentication"], Flag(ours, "passwordauthentication"));
                Assert.Equal(theirs["kbdinteractiveauthentication"], Flag(ours, "kbdinteractiveauthentication"));
                Assert.Equal(theirs["pubkeyauthentication"], Flag(ours, "pubkeyauthentication"));
                Assert.Equal(theirs["clientaliveinterval"], (Effective(ours, "clientaliveinterval") is { } line ? Seconds(line.Value) : 0).ToString());
                Assert.Equal(theirs["permitrootlogin"].Replace("without", "prohibit", StringComparison.Ordinal), (Effective(ours, "permitrootlogin")?.Value.ToLowerInvariant() ?? "prohibit-password").Replace("without", "prohibit", StringComparison.Ordinal));
                Assert.Equal(theirs.GetValueOrDefault("authenticationmethods", "any"), string.Join(' ', Effective(ours, "authenticationmethods")?.Arguments ?? ["any"]));
                string files = string.Join(' ', Effective(ours, "authorizedkeysfile")?.Arguments ?? [".ssh/authorized_keys", ".ssh/authorized_keys2"]);
                Assert.Equal(theirs.GetValueOrDefault("authorizedkeysfile", "none"), files);
            }
            catch (Exception broken) when (theirs is null ? broken is not FileFailure : true)
            {
                throw new InvalidOperationException($"seed {seed}: {broken.Message}\n{shown}\nsshd: {errors}", broken);
            }
            catch (FileFailure)
            {
                // Both reject it.
            }
        }
        Assert.True(accepted > Configurations / 2, $"sshd accepted only {accepted} of {Configurations} configurations");
    }

    // sshd -T gets the address and the host of the connection. So blocks with these criteria must all match, or none.
    private static SshdDirective? Effective(SshdConfig config, string keyword) => config.Effective(keyword, assumeMatch);

    [ThreadStatic]
    private static bool assumeMatch;

    private static string Flag(SshdConfig config, string keyword) => config.IsOn(keyword, assumeMatch) ? "yes" : "no";

    private static long Seconds(string text) => text switch { "2m" => 120, "1h1m" => 3660, _ => long.Parse(text) };

    private string Generate(Random random)
    {
        assumeMatch = random.Next(2) == 0;
        var files = new List<string>();
        string[] names = ["/etc/ssh/sshd_config", "/etc/ssh/sshd_config.d/10-a.conf", "/etc/ssh/sshd_config.d/00-b.conf", "/etc/ssh/sshd_config.d/B.conf", "/etc/ssh/sshd_config.d/.hidden.conf", "/etc/ssh/more/c", "/opt/d e"];
        foreach (string name in names)
        {
            if (name != names[0] && random.Next(3) == 0) continue;
            bool main = name == names[0];
            string text = string.Join('\n', Enumerable.Range(0, random.Next(0, main ? 12 : 5)).Select(_ => Line(random, main))) + (random.Next(4) == 0 ? "" : "\n");
            sshd.Write(name, text);
            files.Add($"--- {name}\n{text}");
        }
        return $"assumeMatch {assumeMatch}\n" + string.Join('\n', files);
    }

    private static string Line(Random random, bool main)
    {
        string line = random.Next(main ? 12 : 9) switch
        {
            0 or 1 or 2 => $"{Case(random, Pick(random, Flags))}{Between(random)}{Quoted(random, Pick(random, ["yes", "no", "YES", "No"]))}",
            3 => $"ClientAliveInterval{Between(random)}{Pick(random, ["0", "30", "2m", "1h1m", "180"])}",
            4 => $"AuthorizedKeysFile{Between(random)}{Pick(random, KeyFiles)}",
            5 => $"PermitRootLogin {Pick(random, ["yes", "no", "prohibit-password", "without-password", "forced-commands-only"])}",
            6 => $"AuthenticationMethods {Pick(random, ["publickey", "publickey,password password", "\"publickey,keyboard-interactive\""])}",
            7 => Pick(random, ["", "# comment", "  ", "#PasswordAuthentication no", "PasswordAuthentication no # trailing", "PasswordAuthentication", "PasswordAuthentication \"no", "\f"]),
            8 => Match(random),
            _ => $"{Case(random, "Include")}{Between(random)}{Pick(random, ["/etc/ssh/sshd_config.d/*.conf", "sshd_config.d/*.conf", "more/*", "\"/opt/d e\"", "/opt/d\\ e /etc/ssh/more/c", "sshd_config.d/[0-9]*.conf", "nothing/*", "sshd_config.d/?.conf", "sshd_config.d/[!0]*"])}",
        };
        return $"{Pick(random, ["", "", "", "  ", "\t"])}{line}{Pick(random, ["", "", "", " ", "\r", " # c"])}";
    }

    private static string Match(Random random)
    {
        while (true)
        {
            string criteria = Pick(random, Criteria);
            bool known = criteria.Contains("host", StringComparison.OrdinalIgnoreCase) || criteria.Contains("address", StringComparison.OrdinalIgnoreCase);
            bool fits = !criteria.Contains("example.com", StringComparison.Ordinal) && !criteria.Contains("10.0.0.0", StringComparison.Ordinal);
            if (!known || fits == assumeMatch) return $"{Case(random, "Match")} {criteria}";
        }
    }

    private static string Between(Random random) => Pick(random, [" ", " ", "\t", "=", " = ", "  =", "= ", "   "]);

    private static string Quoted(Random random, string text) => random.Next(4) switch { 0 => $"\"{text}\"", 1 => $"'{text}'", _ => text };

    private static string Case(Random random, string text) => random.Next(3) switch { 0 => text.ToLowerInvariant(), 1 => text.ToUpperInvariant(), _ => text };

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
