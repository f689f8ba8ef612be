using System.Runtime.InteropServices;
using Daybreak.Configuration;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.CustomData;

/// <summary>Which programs run for custom data, for how long, and what is recorded before they start.</summary>
public sealed partial class ScriptSafetyTests : IDisposable
{
    private const string Script = "#!/bin/sh\necho hi\n";
    private readonly ThrowAwayRoot root = new();

    public void Dispose() => root.Dispose();

    [Theory]
    [InlineData(0u, true)]
    [InlineData(1000u, false)]
    [InlineData(65534u, false)]
    public void Only_a_handler_that_root_owns_is_run(uint owner, bool isRun)
    {
        const string handler = "/usr/lib/daybreak/handlers.d/ignition";
        Assert.SkipUnless(Owner.System.User == 0, "needs root, to give files to users");
        root.Write(handler, "");
        File.SetUnixFileMode(root.Below(handler), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(0, lchown(root.Below(handler), owner, 0));
        var run = new CustomDataRun(root, "{\"ignition\": {\"version\": \"3.4.0\"}}");
        run.Boot();

        Assert.Equal(isRun ? [$"{handler} /var/lib/daybreak/custom-data.d/handler-1"] : [], run.Kernel.Programs);
        Assert.Equal(isRun ? ["handler-1"] : [], run.State.Items.Select(item => item.Key));
    }

    [Fact]
    public void A_script_is_recorded_as_begun_when_it_starts()
    {
        var run = new CustomDataRun(root, Script);
        var atStart = new List<(int Begun, string? Ended)>();
        run.Kernel.Does = _ => atStart.Add((run.State.TimesBegun("script-1"), run.State.Ended("script-1")));
        run.Boot();

        Assert.Equal([(1, null)], atStart);
        Assert.Equal("exit:0", run.State.Ended("script-1"));
    }

    [Theory]
    [InlineData(false, 60, 60)]
    [InlineData(true, 60, 9)]
    [InlineData(true, 9, 9)]
    [InlineData(true, 5, 5)]
    public void Before_Ready_a_script_has_at_most_half_of_the_deadline(bool beforeReady, int configured, int minutes)
    {
        var settings = new CustomDataSettings { Policy = CustomDataPolicy.Execute, BeforeReady = beforeReady, TimeLimit = TimeSpan.FromMinutes(configured) };
        var run = new CustomDataRun(root, Script) { Settings = new Settings { Deadline = TimeSpan.FromMinutes(18), CustomData = settings } };
        Assert.Equal(TimeSpan.FromMinutes(minutes), Assert.Single(run.Plan().OfType<RunScript>()).TimeLimit);

        root.MakeDirectory("/run/systemd/system").Write("/run/dbus/system_bus_socket", "").Write("/usr/bin/systemd-run", "");
        Assert.Contains($"--property=RuntimeMaxSec={minutes * 60}", Assert.Single(run.Plan().OfType<RunScript>()).Arguments);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("lock_passwd: true", true)]
    [InlineData("lock_passwd: yes", true)]
    [InlineData("lock_passwd:", true)]
    [InlineData("lock_passwd: maybe", true)]
    [InlineData("lock_passwd: [false]", true)]
    [InlineData("lock_passwd: false", false)]
    public void A_user_with_a_password_hash_is_locked_unless_the_cloud_config_says_false(string line, bool isLocked)
    {
        const string hash = "$6$rounds=4096$saltsaltsalt$hashhashhashhash";
        root.Write("/etc/passwd", "root:x:0:0:root:/root:/bin/sh\n").Write("/etc/group", "root:x:0:\n").Write("/etc/shadow", "root:*:1::::::\n").MakeDirectory("/home");
        var run = new CustomDataRun(root, $"#cloud-config\nusers:\n- name: alice\n  passwd: {hash}\n  {line}\n");
        Assert.Null(run.Boot());

        string entry = Assert.Single(root.Read("/etc/shadow").Split('\n'), text => text.StartsWith("alice:", StringComparison.Ordinal));
        Assert.Equal(isLocked ? $"!{hash}" : hash, entry.Split(':')[1]);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint user, uint group);
}
