using System.Diagnostics;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Ssh;

namespace Daybreak.Machine.Tests.Ssh;

/// <summary>A root directory with Debian's sshd, which prints the effective configuration (<c>sshd -T</c>). No daemon is started.</summary>
public sealed class RealSshd : IDisposable
{
    private static readonly string[] Unpacked = ["usr/sbin/sshd", "artifacts/sshd/usr/sbin/sshd"];
    private readonly string root = Directory.CreateTempSubdirectory("daybreak-sshd-").FullName;

    public RealSshd()
    {
        if (Program() is not { } program)
        {
            IsThere = false;
            return;
        }
        IsThere = true;
        foreach (string directory in (string[])["etc/ssh", "run/sshd", "usr/sbin", "dev", "root", "tmp"]) Directory.CreateDirectory(At(directory));
        foreach (string library in Run("ldd", program).Split((char[])[' ', '\n', '\t']).Where(word => word.StartsWith('/')).Append(program).ToList())
        {
            string to = At(library == program ? "/usr/sbin/sshd" : library);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(library, to);
        }
        File.WriteAllText(At("dev/null"), "");
        Write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\nsshd:x:101:65534::/run/sshd:/usr/sbin/nologin\nalice:x:1000:1000::/home/alice:/bin/sh\n");
        Write("/etc/group", "root:x:0:\nsudo:x:27:alice\nadm:x:4:bob,alice\nalice:x:1000:\nnogroup:x:65534:\n");
        Write("/etc/nsswitch.conf", "passwd: files\ngroup: files\n");
        Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", At("etc/ssh/ssh_host_ed25519_key"));
    }

    /// <summary>Whether sshd is available. test.sh unpacks it.</summary>
    public bool IsThere { get; }

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text, System.Text.Encoding.Latin1);
    }

    public void Clear()
    {
        foreach (string directory in (string[])["etc/ssh/sshd_config.d", "etc/ssh/more", "opt"])
            if (Directory.Exists(At(directory))) Directory.Delete(At(directory), recursive: true);
    }

    /// <summary>The output of sshd -T by keyword; null with the error output if sshd rejects the configuration.</summary>
    public Dictionary<string, string>? Ask(string user, out string errors)
    {
        var start = new ProcessStartInfo("chroot", [root, "/usr/sbin/sshd", "-T", "-C", $"user={user},host=client.example.org,addr=192.0.2.7"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LD_LIBRARY_PATH"] = Libraries();
        using var process = Process.Start(start)!;
        var reading = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        errors = reading.Result;
        if (process.ExitCode != 0) return null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0) values[line[..blank]] = values.TryGetValue(line[..blank], out string? before) ? $"{before}|{line[(blank + 1)..]}" : line[(blank + 1)..];
        }
        return values;
    }

    /// <summary>The configuration that Daybreak reads from the same files.</summary>
    public SshdConfig? Read(SshdConnection connection)
    {
        using var directory = RootDirectory.Open(root);
        return SshdConfig.Read(new SshdFiles(new MachineView(directory, new NoKernel())), connection);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    private string At(string path) => Path.Combine(root, path.TrimStart('/'));

    private static string? Program()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            foreach (string path in Unpacked)
                if (File.Exists(Path.Combine(at.FullName, path)) && (path != Unpacked[0] || at.Parent is null)) return Path.Combine(at.FullName, path);
        return null;
    }

    private static string Libraries()
    {
        string above = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Program()!)!, "../.."));
        return string.Join(':', ((string[])["usr/lib", "lib"]).SelectMany(directory => Architectures(Path.Combine(above, directory))));
    }

    private static string[] Architectures(string directory) => Directory.Exists(directory) ? Directory.GetDirectories(directory, "*-linux-gnu") : [];

    private static string Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        if (program == "ldd") start.Environment["LD_LIBRARY_PATH"] = Libraries();
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
