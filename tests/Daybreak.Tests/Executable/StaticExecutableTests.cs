using System.Buffers.Binary;
using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Executable;

public class StaticExecutableTests
{
    private const int DynamicSection = 2;
    private const int Interpreter = 3;

    [Fact]
    public void The_executable_has_no_interpreter_and_no_dynamic_section()
    {
        byte[] elf = File.ReadAllBytes(Programs.Agent);
        Assert.Equal([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1], elf[..6]);

        // ELF-64: e_phoff at 32, e_phentsize at 54, e_phnum at 56; p_type is each header's first word.
        int offset = (int)BinaryPrimitives.ReadInt64LittleEndian(elf.AsSpan(32));
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(54));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(56));
        int[] types = [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadInt32LittleEndian(elf.AsSpan(offset + (i * size))))];

        Assert.NotEmpty(types);
        Assert.DoesNotContain(Interpreter, types);
        Assert.DoesNotContain(DynamicSection, types);
    }

    [Fact]
    public void The_executable_has_at_most_9_MB() => Assert.InRange(new FileInfo(Programs.Agent).Length, 1_000_000, 9_000_000);

    [Fact]
    public void Provisions_an_empty_root()
    {
        Privilege.RequireOwnHostName();
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Bare();
        File.Copy(Programs.Agent, machine.Below("/daybreak"));

        var run = InItsOwnRoot(machine, platform);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.Equal("vm1\n", machine.Read("/etc/hostname"));
        Assert.Contains("host-name: kernel host name vm1", run.OutputLines);
        Assert.Equal("the kernel says vm1", run.OutputLines[^1]);
        Assert.Single(platform.Requests, request => request is { IsReady: true, Status: 200 });
        Assert.Equal(["daybreak", "etc", "home", "run", "sys", "var"], Directory.GetFileSystemEntries(machine.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/etc/resolv.conf")]
    [InlineData("/etc/passwd")]
    [InlineData("/etc/hosts")]
    [InlineData("/run")]
    public void Provisions_a_root_without(string path)
    {
        Privilege.RequireOwnHostName();
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        File.Copy(Programs.Agent, machine.Below("/daybreak"));
        if (Directory.Exists(machine.Below(path))) Directory.Delete(machine.Below(path));
        else File.Delete(machine.Below(path));

        var run = InItsOwnRoot(machine, platform);

        Assert.True(run.Exit == 0, run.ToString());
        Assert.False(machine.Has(MachineRoot.EnabledUnit));
    }

    [Fact]
    public void Starts_no_other_program()
    {
        Privilege.RequireTracing();
        using var platform = Simulator.Start();
        using var machine = MachineRoot.Debian();
        string trace = Path.GetTempFileName();

        Assert.Equal(0, Child.Run("strace", ["-f", "-o", trace, "-e", "trace=execve,vfork,fork", Programs.Agent, .. platform.Arguments("provision", machine)]).Exit);

        string[] calls = [.. File.ReadAllLines(trace).Where(line => line.Contains("execve(", StringComparison.Ordinal) || line.Contains("fork(", StringComparison.Ordinal))];
        File.Delete(trace);
        Assert.Contains("execve(", Assert.Single(calls), StringComparison.Ordinal);
    }

    // In a new UTS namespace, so that the machine that runs the tests keeps its host name.
    private static Ended InItsOwnRoot(MachineRoot machine, Simulator platform) => Child.Run(
        "unshare",
        ["--uts", "sh", "-c", "chroot \"$0\" /daybreak provision --imds \"$1\" --wireserver \"$2\"; status=$?; echo the kernel says $(uname -n); exit $status", machine.Path, platform.Imds, platform.WireServer]);
}
