using System.Runtime.InteropServices;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Planning;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>A root directory with a user alice and her home directory, and a step to test.</summary>
internal sealed partial class SshMachine : IDisposable
{
    public const uint Alice = 4242;
    public const string DebianConfig = "Include /etc/ssh/sshd_config.d/*.conf\nKbdInteractiveAuthentication no\nUsePAM yes\nX11Forwarding yes\n";

    private readonly IStep step;

    public SshMachine(IStep step)
    {
        this.step = step;
        Root.Write("/etc/passwd", $"root:x:0:0:root:/root:/bin/sh\nalice:x:{Alice}:{Alice}::/home/alice:/bin/sh\n").Write("/etc/group", $"sudo:x:27:alice\nalice:x:{Alice}:\n");
        Directory("/home/alice", 0x1ed, Alice);
    }

    public static bool IsRoot => Machine.Files.Owner.System.User == 0;

    public ThrowAwayRoot Root { get; } = new();

    public FakeKernel Kernel { get; } = new();

    public static VmSpecification Vm(string? disablePasswords = "true", IReadOnlyList<string>? keys = null, OvfEnvironment? media = null, CertificateKeys? certificates = null) =>
        Decider.Decide(new SourceReadings
        {
            Imds = new ImdsInstance { ApiVersion = "2025-04-07", ComputerName = "vm1", AdminUserName = "alice", DisablePasswordAuthentication = disablePasswords, PublicKeys = keys ?? [] },
            Media = media,
            Certificates = certificates ?? CertificateKeys.None,
        }).Value!;

    public void Directory(string path, int mode, uint owner)
    {
        Root.MakeDirectory(path);
        File.SetUnixFileMode(Root.Below(path), (UnixFileMode)mode);
        Give(path, owner);
    }

    public void Put(string path, string text, int mode, uint owner)
    {
        Root.Write(path, text);
        File.SetUnixFileMode(Root.Below(path), (UnixFileMode)mode);
        Give(path, owner);
    }

    public void Give(string path, uint owner) => Assert.Equal(0, lchown(Root.Below(path), owner, owner));

    public Plan? Plan(VmSpecification vm, out string? failure)
    {
        var (plan, refused) = Planner.Make([step], vm, new MachineView(Root.Directory, Kernel));
        failure = StepRun.Cause(refused);
        return plan;
    }

    public string Refusal(VmSpecification vm)
    {
        var before = Root.Snapshot();
        Assert.Null(Plan(vm, out string? failure));
        Assert.Equal(before, Root.Snapshot());
        return failure!;
    }

    /// <summary>Applies the plan. A second plan is empty, and an interruption after any change gives the same machine.</summary>
    public IReadOnlyList<Change> Apply(VmSpecification vm, out IReadOnlyList<string> warnings)
    {
        var plan = Plan(vm, out string? failure);
        Assert.True(plan is not null, failure);
        var executor = new Executor(Root.Directory, Kernel);
        foreach (var change in plan.Steps[0].Changes)
        {
            Assert.Null(executor.Apply(change)?.Reason);
            var rest = Plan(vm, out failure);
            Assert.True(rest is not null, failure);
        }
        Assert.Empty(Plan(vm, out _)!.Steps[0].Changes);
        warnings = plan.Steps[0].Warnings;
        return plan.Steps[0].Changes;
    }

    public IReadOnlyList<Change> Apply(VmSpecification vm) => Apply(vm, out _);

    public Machine.Files.FileEntry Entry(string path) => Root.Directory.Entry(path)!.Value;

    public void Dispose() => Root.Dispose();

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint user, uint group);
}
