using System.Diagnostics;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Ssh;

namespace Daybreak.Machine.Tests.Ssh;

public sealed class HostKeyTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("daybreak-hostkey-").FullName;

    public HostKeyTests() => Directory.CreateDirectory(Path.Combine(root, "etc/ssh"));

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("ed25519", "ed25519")]
    [InlineData("ecdsa", "ecdsa")]
    [InlineData("rsa", "rsa")]
    public void Computes_the_fingerprint_of_ssh_keygen(string kind, string type)
    {
        string key = Path.Combine(root, $"etc/ssh/ssh_host_{kind}_key");
        Run("ssh-keygen", "-q", "-t", type, "-N", "", "-C", "root@debian", "-f", key);
        Assert.Equal(Run("ssh-keygen", "-lf", key + ".pub").Split(' ')[1], Fingerprint());
    }

    [Fact]
    public void Selects_the_type_that_clients_prefer()
    {
        foreach (string kind in (string[])["rsa", "ecdsa", "ed25519"]) Run("ssh-keygen", "-q", "-t", kind, "-N", "", "-f", Path.Combine(root, $"etc/ssh/ssh_host_{kind}_key"));
        Assert.Equal(Run("ssh-keygen", "-lf", Path.Combine(root, "etc/ssh/ssh_host_ed25519_key.pub")).Split(' ')[1], Fingerprint());
        Write("ed25519", "ssh-ed25519 !!!not-base64 root");
        Assert.Equal(Run("ssh-keygen", "-lf", Path.Combine(root, "etc/ssh/ssh_host_ecdsa_key.pub")).Split(' ')[1], Fingerprint());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ssh-ed25519")]
    [InlineData("ssh-ed25519 ")]
    [InlineData("ssh-ed25519 ==== x")]
    [InlineData("ssh-ed25519 AAA\u00e4 x")]
    [InlineData("\0\0\0")]
    public void Returns_no_fingerprint_for_an_invalid_key(string? content)
    {
        if (content is not null) Write("ed25519", content);
        Assert.Null(Fingerprint());
    }

    private void Write(string kind, string content) => File.WriteAllText(Path.Combine(root, $"etc/ssh/ssh_host_{kind}_key.pub"), content);

    private string? Fingerprint()
    {
        using var directory = RootDirectory.Open(root);
        return HostKey.Fingerprint(new MachineView(directory, new NoKernel()));
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program}: {process.StandardError.ReadToEnd()}");
        return output;
    }
}
