using Daybreak.Core;
using Daybreak.Platform.Http;
using Daybreak.Platform.Media;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Sources;

namespace Daybreak.Provisioning.Tests.Sources;

/// <summary>A shell script in place of daybreak-certificates, with invalid behavior.</summary>
public sealed class CertificateSourceTests : IDisposable
{
    private const string Greeting = "printf '{\"version\":1,\"transportCertificate\":\"QUJD\"}\\n'\n";
    private const string Answer = "printf '{\"certificates\":[{\"thumbprint\":\"AA\",\"openSshPublicKey\":\"ssh-rsa KEY\",\"privateKey\":\"hush-private\",\"hasPrivateKey\":true}],\"remarks\":[]}\\n'\n";
    private const string Refusal = "printf '{\"error\":{\"reason\":\"decrypt-failed\",\"detail\":\"it does not decrypt\"}}\\n'\n";

    private readonly string folder = Directory.CreateTempSubdirectory("daybreak-certificates-").FullName;
    private readonly TinyServer platform;
    private Func<string, (int Status, string Body)> certificates = _ => (200, "<CertificateFile><Format>Pkcs7BlobWithPfxContents</Format><Data>QUJD</Data></CertificateFile>");
    private string url = "http://10.99.99.99:80/machine/c-1/i-1?comp=certificates&amp;incarnation=7";

    public CertificateSourceTests() => platform = new TinyServer(request =>
        request.Contains("comp=goalstate", StringComparison.Ordinal)
            ? (200, "<GoalState><Incarnation>7</Incarnation><Container><ContainerId>c-1</ContainerId><RoleInstanceList><RoleInstance><InstanceId>i-1</InstanceId>"
                + $"<Configuration>{(url.Length > 0 ? $"<Certificates>{url}</Certificates>" : "")}</Configuration></RoleInstance></RoleInstanceList></Container></GoalState>")
            : certificates(request));

    public void Dispose()
    {
        platform.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Fetches_keys_from_the_configured_WireServer_only()
    {
        var keys = Fetch(Greeting + "read line\n" + Answer).Value!;
        Assert.Equal(["ssh-rsa KEY"], keys.PublicKeys);
        var pair = Assert.Single(keys.KeyPairs);
        Assert.Equal(("/home/a/.ssh/id_rsa", "ssh-rsa KEY", "hush-private", "(masked)"), (pair.Path, pair.PublicKey, System.Text.Encoding.UTF8.GetString(pair.PrivateKey.Reveal()), pair.PrivateKey.ToString()));
        Assert.Equal(["GET /machine?comp=goalstate", "GET /machine/c-1/i-1?comp=certificates&incarnation=7"], platform.Lines);
        Assert.Contains("\r\nx-ms-guest-agent-public-x509-cert: QUJD\r\n", platform.Requests[1], StringComparison.Ordinal);
        Assert.Contains("\r\nx-ms-cipher-name: AES128_CBC\r\n", platform.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_the_older_cipher_if_the_first_answer_does_not_decrypt()
    {
        Assert.NotNull(Fetch(Greeting + "read line\n" + Refusal + "read line\n" + Answer).Value);
        Assert.Contains("x-ms-cipher-name: DES_EDE3_CBC", platform.Requests[2], StringComparison.Ordinal);
        Assert.Equal(3, platform.Requests.Count);
    }

    [Fact]
    public void Requests_the_older_cipher_if_the_platform_does_not_support_the_first()
    {
        var usual = certificates;
        certificates = request => request.Contains("AES128", StringComparison.Ordinal) ? (400, "") : usual(request);
        Assert.NotNull(Fetch(Greeting + "read line\n" + Answer).Value);
        Assert.Equal(3, platform.Requests.Count);
    }

    [Fact]
    public void Fetches_a_new_goal_state_if_it_is_out_of_date()
    {
        int asked = 0;
        var usual = certificates;
        certificates = request => asked++ == 0 ? (410, "") : usual(request);
        Assert.NotNull(Fetch(Greeting + "read line\n" + Answer).Value);
        Assert.Equal(["goalstate", "certificates", "goalstate", "certificates"], platform.Lines.Select(line => line.Split("comp=")[1].Split('&')[0]));
    }

    [Fact]
    public void Fails_if_the_goal_state_is_always_out_of_date()
    {
        certificates = _ => (410, "");
        Assert.Equal("http error 410 querying the WireServer", Fetch(Greeting + "read line\n" + Answer).Failure?.Reason);
        Assert.Equal(6, platform.Requests.Count);
    }

    public static TheoryData<string, string, string> Misbehaviours => new()
    {
        { "ends at once", "exit 1\n", "did not create a transport certificate" },
        { "prints nothing", "exec sleep infinity\n", "did not create a transport certificate" },
        { "says no JSON", "echo hello\nread line\n", "did not create a transport certificate" },
        { "says a list", "echo '[1]'\nread line\n", "did not create a transport certificate" },
        { "says a number", "echo '{\"version\":1,\"transportCertificate\":5}'\nread line\n", "did not create a transport certificate" },
        { "speaks another version", "echo '{\"version\":2,\"transportCertificate\":\"QUJD\"}'\nread line\n", "did not create a transport certificate" },
        { "speaks no version", "echo '{\"transportCertificate\":\"QUJD\"}'\nread line\n", "did not create a transport certificate" },
        { "would add a header", "printf '{\"version\":1,\"transportCertificate\":\"QUJD\\\\r\\\\nX-Injected: 1\"}\\n'\nread line\n", "did not create a transport certificate" },
        { "prints garbage", "exec tr '\\0' 'x' </dev/zero\n", "did not create a transport certificate" },
        { "ends before the answer", Greeting + "exit 3\n", "did not answer" },
        { "hangs before the answer", Greeting + "read line\nexec sleep infinity\n", "did not answer" },
        { "answers nonsense", Greeting + "read line\necho nonsense\nread line\necho nonsense\n", "DES_EDE3_CBC: daybreak-certificates sent an invalid answer" },
        { "answers a list", Greeting + "read line\necho '[]'\nread line\necho '[]'\n", "daybreak-certificates sent an invalid answer" },
        { "answers numbers", Greeting + "read line\necho '{\"certificates\":[{\"thumbprint\":5}]}'\nread line\necho '{\"certificates\":7}'\n", "daybreak-certificates sent an invalid answer" },
        { "refuses both ciphers", Greeting + "read line\n" + Refusal + "read line\n" + Refusal, "cannot use the certificates of the goal state: DES_EDE3_CBC: decrypt-failed: it does not decrypt" },
        { "knows another certificate", Greeting + "read line\n" + Answer.Replace("AA", "BB", StringComparison.Ordinal), "names the public key AA, but no certificate of the goal state has this thumbprint" },
        { "has no private key", Greeting + "read line\n" + Answer.Replace("\"hush-private\"", "null", StringComparison.Ordinal), "names the key pair AA, but no certificate of the goal state has this thumbprint and a private key" },
    };

    [Theory]
    [MemberData(nameof(Misbehaviours))]
    public void A_misbehaving_program_is_a_failure_before_the_deadline(string what, string script, string sentence)
    {
        _ = what;
        var failure = Fetch(script).Failure!;
        Assert.Equal((ExitStatus.BadData, "failure to retrieve the certificates of the goal state"), (failure.Exit, failure.Reason));
        Assert.Contains(sentence, MessageRules.Check(failure.Message), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_never_reads_a_long_request_is_a_failure()
    {
        certificates = _ => (200, $"<CertificateFile><Data>{new string('A', 1_000_000)}</Data></CertificateFile>");
        Assert.Contains("did not answer", Fetch(Greeting + "exec sleep 60\n").Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Makes_no_request_if_the_program_is_missing()
    {
        Assert.Contains("install it in the directory of daybreak", Source(null).Fetch(Wanted, In(3)).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", Source(Path.Combine(folder, "none")).Fetch(Wanted, In(3)).Failure?.Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "text"), "no program");
        Assert.Contains("Permission denied", Source(Path.Combine(folder, "text")).Fetch(Wanted, In(3)).Failure?.Message, StringComparison.Ordinal);
        Assert.Empty(platform.Requests);
    }

    [Fact]
    public void A_goal_state_without_certificates_fails_before_the_program_is_ready()
    {
        url = "";
        Assert.Contains("the goal state has no certificates", Fetch("exec sleep 60\n").Failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<CertificateFile/>", "the WireServer's answer contains no certificates")]
    [InlineData("{}", "the certificates are unusable: line 1, column 1")]
    public void An_answer_without_certificates_is_a_failure(string body, string sentence)
    {
        certificates = _ => (200, body);
        Assert.Contains(sentence, MessageRules.Check(Fetch(Greeting + "read line\n" + Answer).Failure?.Message), StringComparison.Ordinal);
    }

    private static FingerprintRequest Wanted { get; } = new(["AA"], [new OvfKeyPair("AA", "/home/a/.ssh/id_rsa")]);

    private static Deadline In(double seconds) => Deadline.In(TimeSpan.FromSeconds(seconds), Clock.System);

    private Result<CertificateKeys> Fetch(string script)
    {
        string program = Path.Combine(folder, "program");
        File.WriteAllText(program, "#!/bin/sh\n" + script);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return Source(program).Fetch(Wanted, In(4));
    }

    private CertificateSource Source(string? program)
    {
        var client = new WireServerClient(new RetryingHttpClient(new PlainHttpClient(Clock.System), _ => { }, new Random(1)), platform.Endpoint);
        return new CertificateSource(client, new GoalStateSource(client, new ProgressLog((_, _) => { })), program);
    }
}
