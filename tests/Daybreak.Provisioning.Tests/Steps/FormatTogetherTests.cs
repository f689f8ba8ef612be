using System.Text.RegularExpressions;
using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Disks;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Runs;
using Daybreak.Provisioning.Steps;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Tests.Steps;

/// <summary>Disks with separate mount points are formatted at the same time and independently.</summary>
public sealed partial class FormatTogetherTests : IDisposable
{
    private readonly ThrowAwayRoot root = new();
    private readonly DiskKernel kernel;
    private readonly List<string> logged = [];

    public FormatTogetherTests()
    {
        kernel = new DiskKernel(root);
        AzureDisks.Nvme(root, 10);
    }

    public void Dispose() => root.Dispose();

    [Fact]
    public void Formats_ten_disks_at_once_after_marking_all_of_them()
    {
        kernel.BeforeTogether = () => Assert.All(Devices(), device => Assert.IsType<DiskContent.Incomplete>(View().LookAtDisk(device)));
        Prepare();
        Assert.Equal([10], kernel.Together);
        Assert.All(Devices(), device => Assert.IsType<DiskContent.Formatted>(View().LookAtDisk(device)));
        Assert.Equal(Devices(), kernel.Mounts.Select(mount => mount.Split(' ')[0]));
        Assert.DoesNotContain(logged, line => line.StartsWith('!'));

        kernel.Restart([.. Enumerable.Range(1, 10).Select(Place)]);
        Prepare();
        Assert.Empty(kernel.Programs);
        Assert.Equal(10, kernel.Mounts.Count);
    }

    [Fact]
    public void Warns_about_a_disk_that_cannot_be_formatted_and_mounts_the_others()
    {
        string[] broken = ["/dev/nvme1n1", "/dev/nvme4n1"];
        kernel.Instead = arguments => broken.Any(device => arguments.Contains(root.Below(device))) ? new ProgramOutcome(1, "input/output error") : null;
        Prepare();
        Assert.Equal(Devices().Except(broken), kernel.Mounts.Select(mount => mount.Split(' ')[0]));
        Assert.Equal(
            broken.Order().Select(device => $"!temporary-disk: {device} cannot be formatted: /usr/sbin/mkfs.ext4 failed with exit code 1: input/output error"),
            logged.Where(line => line.StartsWith('!')).Order());
        Assert.All(broken, device => Assert.IsType<DiskContent.Incomplete>(View().LookAtDisk(device)));
    }

    [Fact]
    public void A_missing_disk_does_not_affect_the_others()
    {
        var changes = new PrepareTemporaryDisk(new()).Plan(View()).Changes.OfType<FormatDisks>().ToList();
        Assert.Equal(10, changes.Count);
        var failures = new Machine.Changes.Executor(root.Directory, kernel).ApplyTogether([.. changes[..2], changes[2] with { Devices = ["/dev/missing"] }]);
        Assert.Equal([null, null, "/dev/missing"], failures.Select(failure => failure is null ? null : "/dev/missing"));
        Assert.Contains("/dev/missing", failures[2]!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_timeout_of_the_boot_unit_exceeds_formatting_and_the_wait_for_another_run()
    {
        string unit = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "packaging/azure-boot.service"));
        var limit = SettingsLoader.LoadOnly($"[Provisioning]\nDeadline={TimeoutStart().Match(unit).Groups[1].Value}\n", "unit", Assert.Fail).Deadline;
        var longest = StepRunner.DefaultLockWait + DiskLimits.All;
        Assert.True(limit > longest, $"TimeoutStartSec= is {limit}, and the steps may take {longest}");
        Assert.True(StepRunner.DefaultLockWait > DiskLimits.All);
    }

    private void Prepare()
    {
        var log = new ProgressLog((weight, line) => logged.Add((weight == Severity.Warning ? "!" : "") + line));
        new StepRunner(new RunContext(root.Directory, kernel, new Settings(), Clock.System, log, new Stopwatch(new VirtualTime()))).RunBootSteps([new PrepareTemporaryDisk(new())]);
    }

    private MachineView View() => new(root.Directory, kernel);

    private static IEnumerable<string> Devices() => Enumerable.Range(1, 10).Select(number => $"/dev/nvme{number}n1");

    private static string Place(int number) => number == 1 ? "/mnt" : $"/mnt{number}";

    [GeneratedRegex("^TimeoutStartSec=(.*)$", RegexOptions.Multiline)]
    private static partial Regex TimeoutStart();
}
