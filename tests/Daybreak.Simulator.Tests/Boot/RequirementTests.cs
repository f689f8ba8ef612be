using System.Diagnostics;

namespace Daybreak.Simulator.Tests.Boot;

/// <summary>Missing requirements are reported with the Debian packages that provide them.</summary>
public sealed class RequirementTests : IDisposable
{
    private const string Install = "; on Debian: apt-get install --no-install-recommends ";

    private static readonly string[] Programs = ["unshare", "nsenter", "mount", "ip", "dnsmasq", "ssh", "ssh-keygen", "sfdisk", "qemu-system-x86_64", "qemu-img", "systemd-nspawn"];

    private readonly string _directory = Directory.CreateTempSubdirectory("daybreak-requirements-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Disk
    {
        get
        {
            var file = Path.Combine(_directory, "disk.raw");
            var content = new byte[1024 * 1024];
            (content[510], content[511]) = (0x55, 0xaa);
            File.WriteAllBytes(file, content);
            return file;
        }
    }

    private string Root
    {
        get
        {
            var root = Path.Combine(_directory, "root");
            foreach (var name in (string[])["etc", "sbin"]) Directory.CreateDirectory(Path.Combine(root, name));
            File.WriteAllText(Path.Combine(root, "sbin/init"), "");
            return root;
        }
    }

    // Requirements are checked only by file name, so empty files will do.
    private string With(params IEnumerable<string> programs)
    {
        var path = Directory.CreateDirectory(Path.Combine(_directory, "bin")).FullName;
        foreach (var program in programs) File.WriteAllText(Path.Combine(path, program), "");
        return path;
    }

    [Theory]
    [InlineData("qemu-system-x86_64", "qemu-system-x86", false)]
    [InlineData("qemu-img", "qemu-utils", false)]
    [InlineData("ssh", "openssh-client", false)]
    [InlineData("unshare", "util-linux", false)]
    [InlineData("systemd-nspawn", "systemd-container", true)]
    [InlineData("ssh-keygen", "openssh-client", true)]
    public async Task Boot_reports_a_missing_program_and_its_package(string program, string package, bool container)
    {
        var path = With(Programs.Where(one => one != program));

        var (status, output, error) = await Run([], path, "boot", container ? Root : Disk, "--generation", "1");

        Assert.Equal((69, ""), (status, output));
        Assert.Equal($"daybreak-simulator: {program} is missing{Install}{package}\n", error);
    }

    [Fact]
    public async Task Score_reports_missing_programs_and_each_package_once()
    {
        var path = With(Programs.Except(["ssh", "ssh-keygen", "qemu-img"]));
        var key = Path.Combine(_directory, "key");
        File.WriteAllText(key, "");

        var (status, output, error) = await Run([], path, "score", "--agent", $"a={Disk}", "--inspection-key", key, "--generation", "1");

        Assert.Equal((69, ""), (status, output));
        Assert.Equal($"daybreak-simulator: ssh, ssh-keygen, qemu-img are missing{Install}openssh-client qemu-utils\n", error);
    }

    /// <summary>Programs in /usr/sbin and the firmware are found without PATH, so a mount namespace hides them.</summary>
    [Theory]
    [InlineData("/usr/sbin", "1", "dnsmasq is missing", "dnsmasq-base")]
    [InlineData("/usr/share/OVMF", "2", "/usr/share/OVMF/OVMF_CODE_4M.fd is missing", "ovmf")]
    public async Task Boot_reports_missing_files_outside_of_PATH(string hidden, string generation, string missing, string package)
    {
        SkipWithoutNamespaces();
        var path = With(Programs.Where(one => !missing.StartsWith(one, StringComparison.Ordinal)));
        string[] hide = Directory.Exists(hidden) ? ["/usr/bin/unshare", "--mount", "/bin/sh", "-ec", "/bin/mount -t tmpfs none \"$0\"; exec \"$@\"", hidden] : [];

        var (status, output, error) = await Run(hide, path, "boot", Disk, "--generation", generation);

        Assert.Equal((69, ""), (status, output));
        Assert.Equal($"daybreak-simulator: {missing}{Install}{package}\n", error);
    }

    [Fact]
    public async Task Boot_without_rights_to_create_namespaces_exits_with_77()
    {
        SkipWithoutNamespaces();
        var path = $"/usr/bin:/bin:{With(Programs)}";

        var (status, output, error) = await Run(["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"], path, "boot", Disk, "--generation", "1");

        Assert.Equal((77, ""), (status, output));
        Assert.StartsWith("daybreak-simulator: cannot create network, mount and process namespaces; run as root (", Assert.Single(error.TrimEnd('\n').Split('\n')));
        Assert.Empty(Directory.GetDirectories(_directory, "daybreak-*"));
    }

    [Fact]
    public async Task Run_without_rights_for_a_low_port_exits_with_69()
    {
        SkipWithoutNamespaces();
        Assert.SkipWhen(File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start").Trim() == "0", "all ports are unprivileged on this machine");

        var (status, output, error) = await Run(["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"], "/usr/bin:/bin", "run", "--imds", "127.0.0.1:1");

        Assert.Equal((69, ""), (status, output));
        Assert.Equal("daybreak-simulator: permission denied to listen on 127.0.0.1:1: ports below 1024 require root or CAP_NET_BIND_SERVICE.\n", error);
    }

    private static void SkipWithoutNamespaces() =>
        Assert.SkipUnless(Tools.TryRun("util-linux", "unshare", "", "--mount", "true").Status == 0, "creating a mount namespace and dropping capabilities requires root");

    private async Task<(int Status, string Output, string Error)> Run(string[] before, string path, params string[] words)
    {
        string[] line = [.. before, Path.Combine(AppContext.BaseDirectory, "daybreak-simulator"), .. words];
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["PATH"], start.Environment["TMPDIR"]) = (path, _directory);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await Commands.Program.End(process);
        return (process.ExitCode, await output, await error);
    }
}
