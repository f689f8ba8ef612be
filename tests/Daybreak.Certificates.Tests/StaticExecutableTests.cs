using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Daybreak.Certificates.Tests.Peers;

namespace Daybreak.Certificates.Tests;

/// <summary>Publishes the executable once.</summary>
public sealed class StaticExecutable : IDisposable
{
    private readonly string _output = Directory.CreateTempSubdirectory("daybreak-certificates-publish-").FullName;

    public StaticExecutable()
    {
        Assert.True(File.Exists(Tool.Run("/", "gcc", "-print-file-name=libssl.a").Trim()), "libssl.a is missing: install libssl-dev.");
        Assert.True(Exists("cmake"), "cmake is missing: install cmake.");
        Tool.Run(RepositoryRoot.Directory, "dotnet", "publish", "src/Daybreak.Certificates", "-c", "Release", "-o", _output, "-m:1", "--nologo", "-v", "q", "-p:UseSharedCompilation=false", "-nodeReuse:false");
        Path = System.IO.Path.Combine(_output, "daybreak-certificates");
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(_output, recursive: true);

    private static bool Exists(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(d => File.Exists(System.IO.Path.Combine(d, program)));
}

/// <summary>The published executable, alone in an empty root.</summary>
public sealed class StaticExecutableTests : IClassFixture<StaticExecutable>, IDisposable
{
    private readonly StaticExecutable _executable;
    private readonly Workshop _workshop = new();
    private readonly string _root = Directory.CreateTempSubdirectory("daybreak-certificates-root-").FullName;

    public StaticExecutableTests(StaticExecutable executable)
    {
        _executable = executable;
        File.Copy(executable.Path, Path.Combine(_root, "daybreak-certificates"));
    }

    public void Dispose()
    {
        _workshop.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Is_static_and_position_dependent()
    {
        var headers = Tool.Run("/", "readelf", "-hl", _executable.Path);
        Assert.Contains("EXEC (Executable file)", headers);
        Assert.DoesNotContain("INTERP", headers);
        Assert.DoesNotContain("DYNAMIC", headers);
        Assert.InRange(new FileInfo(_executable.Path).Length, 1, 9_000_000);
    }

    [Fact]
    public void Decrypts_what_the_platform_sends_in_an_empty_root()
    {
        using var child = Start("exchange");
        var transport = Conversation.Parse(child.StandardOutput.ReadLine()!).GetProperty("transportCertificate").GetBytesFromBase64();

        _workshop.MakeCertificate("rsa", "/CN=rsa");
        _workshop.MakeEllipticCertificate("ec", "/CN=ec", "P-384");
        (string Pfx, string Cms, string Name)[] messages =
        [
            ("-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1 -iter 2000", "-keyid -des3", "rsa"),
            ("-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES -macalg sha1 -iter 2000", "-keyid -aes128 -keyopt rsa_padding_mode:oaep", "rsa"),
            ("-macalg sha256", "-aes256", "ec"),
        ];
        foreach (var (pfx, cms, name) in messages)
        {
            var certificate = Assert.Single(Conversation.Certificates(Send(child, Conversation.Line(_workshop.Envelop(_workshop.MakePfx(name, pfx.Split(' ')), transport, cms.Split(' '))))));
            Assert.Equal(_workshop.Thumbprint(name), certificate.GetProperty("thumbprint").GetString());
            Assert.Equal(File.ReadAllText(_workshop.PathOf(name + ".key")), certificate.GetProperty("privateKey").GetString());
        }

        var refused = Send(child, Conversation.Line(_workshop.Envelop(_workshop.MakePfx("rsa", "-legacy"), transport, "-keyid", "-aes128")));
        Assert.Equal("unsupported-algorithm", Conversation.Reason(refused));
        Assert.Contains("RC2", refused.GetRawText());
        Assert.Equal(0, End(child));
        Assert.Equal("", child.StandardError.ReadToEnd());
        Assert.Equal(["daybreak-certificates"], Directory.EnumerateFileSystemEntries(_root).Select(Path.GetFileName));
    }

    [Fact]
    public void Reads_the_largest_lines_within_its_memory_limit()
    {
        using var child = Start("exchange");
        var transport = Conversation.Parse(child.StandardOutput.ReadLine()!).GetProperty("transportCertificate").GetBytesFromBase64();

        var largest = Limits.LineBytes / 4 * 3;
        var message = _workshop.Envelop(new byte[largest - 2048], transport, "-keyid", "-aes128");
        for (var i = 0; i < 4; i++) Assert.Equal("not-pfx", Conversation.Reason(Send(child, Conversation.Line(message))));
        Assert.Equal("too-large", Conversation.Reason(Send(child, new string('x', 3 * Limits.LineBytes))));
        Assert.Equal(0, End(child));
    }

    [Fact]
    public void Ignores_the_openssl_configuration_of_the_machine()
    {
        // This configuration activates only the base provider, which has no ciphers.
        Directory.CreateDirectory(Path.Combine(_root, "usr/lib/ssl"));
        File.WriteAllText(Path.Combine(_root, "usr/lib/ssl/openssl.cnf"), """
            openssl_conf = init
            [init]
            providers = providers
            [providers]
            base = base
            [base]
            activate = 1
            """);
        using var child = Start("exchange");
        Assert.StartsWith("{\"version\":1,", child.StandardOutput.ReadLine());
        Assert.Equal(0, End(child));
    }

    [Fact]
    public void Locks_its_memory()
    {
        Assert.True(Environment.IsPrivilegedProcess, "Locking memory needs privilege: run this test as root.");
        using var child = Start("exchange");
        Assert.NotNull(child.StandardOutput.ReadLine());
        // chroot executes the program in the same process.
        var locked = File.ReadAllLines($"/proc/{child.Id}/status").Single(l => l.StartsWith("VmLck:", StringComparison.Ordinal));
        Assert.NotEqual("0 kB", locked[6..].Trim());
        Assert.Equal(0, End(child));
    }

    [Fact]
    public void Prevents_core_dumps()
    {
        Assert.True(Environment.IsPrivilegedProcess, "Changing the user needs privilege: run this test as root.");
        File.SetUnixFileMode(_root, (UnixFileMode)0b111_101_101);
        using var child = StartProcess(["chroot", "--userspec=65534:65534", _root, "/daybreak-certificates", "exchange"]);
        Assert.NotNull(child.StandardOutput.ReadLine());
        // The files in /proc of a process that cannot be dumped belong to root, those of other processes to their user.
        Assert.Equal("0", Tool.Run("/", "stat", "-c", "%u", $"/proc/{child.Id}/mem").Trim());
        Assert.Equal(0, End(child));
    }

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(0, "--version")]
    [InlineData(64, "nonsense")]
    [InlineData(64, "exchange", "--key-size", "1024")]
    public void Uses_the_exit_statuses_of_sysexits(int status, params string[] arguments)
    {
        using var child = Start(arguments);
        var output = child.StandardOutput.ReadToEnd();
        var error = child.StandardError.ReadToEnd();
        Assert.Equal(status, End(child));
        Assert.NotEqual("", status == 0 ? output : error);
        Assert.Equal("", status == 0 ? error : output);
    }

    [Fact]
    public void Shows_the_version_of_the_linked_openssl()
    {
        var package = Tool.Run("/", "openssl", "version").Split(' ')[1];
        Assert.EndsWith($"(OpenSSL {package})\n", Tool.Run("/", _executable.Path, "--version"));
    }

    [Fact]
    public void Exits_with_65_when_the_input_ends_inside_a_line()
    {
        using var child = Start("exchange");
        child.StandardInput.Write("{\"data\":");
        Assert.Equal(65, End(child));
    }

    [Fact]
    public void Exits_when_its_output_is_closed()
    {
        using var child = Start("exchange");
        child.StandardOutput.Close();
        child.StandardInput.Write("{}\n");
        Assert.Contains(End(child), (int[])[0, 74]);
    }

    private Process Start(params string[] arguments)
    {
        string[] chroot = Environment.IsPrivilegedProcess ? ["chroot"] : ["unshare", "--user", "--map-root-user", "chroot"];
        return StartProcess([.. chroot, _root, "/daybreak-certificates", .. arguments]);
    }

    private static Process StartProcess(string[] command) =>
        Process.Start(new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        })!;

    private static JsonElement Send(Process child, string line)
    {
        child.StandardInput.Write(line + "\n");
        child.StandardInput.Flush();
        return Conversation.Parse(child.StandardOutput.ReadLine()!);
    }

    private static int End(Process child)
    {
        child.StandardInput.Close();
        Assert.True(child.WaitForExit(TimeSpan.FromSeconds(30)), "The program does not exit.");
        return child.ExitCode;
    }
}
