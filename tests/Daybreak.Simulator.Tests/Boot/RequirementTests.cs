using System.Diagnostics;

namespace Daybreak.Simulator.Tests.Boot;

/// <summary>What is missing on this machine is one sentence that says which package of Debian brings it.</summary>
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

    // That a file of the name is there is all that is looked at before anything is started.
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
    public async Task A_program_that_is_missing_is_told_with_its_package(string program, string package, bool container)
    {
        var path = With(Programs.Where(one => one != program));

        var (status, output, error) = await Run([], path, "boot", container ? Root : Disk, "--generation", "1");

        Assert.Equal((69, ""), (status, output));
        Assert.Equal($"daybreak-simulator: {program} is missing{Install}{package}\n", error);
    }

    [Fact]
    public async Task Score_tells_it_too_and_names_each_package_once()
    {
        var path = With(Programs.Except(["ssh", "ssh-keygen", "qemu-img"]));
        var key = Path.Combine(_directory, "key");
        File.WriteAllText(key, "");

        var (status, output, error) = await Run([], path, "score", "--agent", $"a={Disk}", "--inspection-key", key, "--generation", "1");

        Assert.Equal((69, ""), (status, output));
        Assert.Equal($"daybreak-simulator: ssh, ssh-keygen, qemu-img are missing{Install}openssh-client qemu-utils\n", error);
    }

    /// <summary>What lies in /usr/sbin is found without PATH, and the firmware lies where it lies: they are hidden in a mount namespace.</summary>
    [Theory]
    [InlineData("/usr/sbin", "1", "dnsmasq is missing", "dnsmasq-base")]
    [InlineData("/usr/share/OVMF", "2", "/usr/share/OVMF/OVMF_CODE_4M.fd is missing", "ovmf")]
    public async Task What_does_not_lie_in_the_path_is_told_too(string hidden, string generation, string missing, string package)
    {
        SkipWithoutNamespaces();
        var path = With(Programs.Where(one => !missing.StartsWith(one, StringComparison.Ordinal)));
        string[] hide = Directory.Exists(hidden) ? ["/usr/bin/unshare", "--mount", "/bin/sh", "-ec", "/bin/mount -t tmpfs none \"$0\"; exec \"$@\"", hidden] : [];

        var (status, output, error) = await Run(hide, path, "boot", Disk, "--generation", generation);

        Assert.Equal((69, ""), (status, output));
        Assert.Equal($"daybreak-simulator: {missing}{Install}{package}\n", error);
    }

    [Fact]
    public async Task Who_may_make_no_namespaces_is_told_and_gets_77()
    {
        SkipWithoutNamespaces();
        var path = $"/usr/bin:/bin:{With(Programs)}";

        var (status, output, error) = await Run(["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"], path, "boot", Disk, "--generation", "1");

        Assert.Equal((77, ""), (status, output));
        Assert.StartsWith("daybreak-simulator: a machine needs network, mount and process namespaces of its own, and these may not be made here: run it as root (", Assert.Single(error.TrimEnd('\n').Split('\n')));
        Assert.Empty(Directory.GetDirectories(_directory, "daybreak-*"));
    }

    [Fact]
    public async Task Who_may_not_listen_on_a_low_port_is_told_and_gets_69()
    {
        SkipWithoutNamespaces();
        Assert.SkipWhen(File.ReadAllText("/proc/sys/net/ipv4/ip_unprivileged_port_start").Trim() == "0", "everybody may listen on every port here");

        var (status, output, error) = await Run(["/usr/bin/setpriv", "--bounding-set=-all", "--inh-caps=-all"], "/usr/bin:/bin", "run", "--imds", "127.0.0.1:1");

        Assert.Equal((69, ""), (status, output));
        Assert.Equal("daybreak-simulator: no right to listen on 127.0.0.1:1: ports below 1024 need root or CAP_NET_BIND_SERVICE.\n", error);
    }

    private static void SkipWithoutNamespaces() =>
        Assert.SkipUnless(Tools.TryRun("util-linux", "unshare", "", "--mount", "true").Status == 0, "no right to make a mount namespace or to drop rights: root is needed");

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
