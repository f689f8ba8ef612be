using Daybreak.Configuration;
using Daybreak.CustomData;
using Daybreak.Machine.Changes;
using Daybreak.Machine.Files;
using Daybreak.Machine.Kernel;
using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public class RunCustomDataTests
{
    private const string Script = "#!/bin/sh -e\necho hi\n";

    [Fact]
    public void Runs_a_script_once_and_records_its_exit_status()
    {
        using var root = new ThrowAwayRoot();
        var run = new CustomDataRun(root, Script);
        run.Kernel.Answer = new ProgramOutcome(3, "no luck");
        Assert.Null(run.Boot());

        Assert.Equal(["/bin/sh -e /var/lib/daybreak/custom-data.d/script-1"], run.Kernel.Programs);
        Assert.Equal(new CustomDataItem("script-1", "exit:3"), Assert.Single(run.State.Items));
        Assert.Equal(3, run.State.Items[0].ExitCode);
        Assert.Contains(run.Messages, line => line.Contains("script-1 failed with exit code 3", StringComparison.Ordinal));
        Assert.True(run.State.IsFinished);
        Assert.Empty(run.Plan());
    }

    [Fact]
    public void Does_not_repeat_an_interrupted_script()
    {
        using var root = new ThrowAwayRoot();
        var run = new CustomDataRun(root, Script);
        root.Write(CustomDataState.Path, run.State + "begun script-1\n");
        run.Boot();

        Assert.Empty(run.Kernel.Programs);
        Assert.Equal(new CustomDataItem("script-1", "interrupted"), Assert.Single(run.State.Items));
    }

    [Fact]
    public void Retries_interrupted_packages_a_limited_number_of_times()
    {
        using var root = new ThrowAwayRoot();
        var run = new CustomDataRun(root, "#cloud-config\npackages: [a]\n");
        root.Write(CustomDataState.Path, run.State + "begun packages\nbegun packages\n");
        Assert.Contains(run.Plan(), change => change is RunScript);
        root.Write(CustomDataState.Path, run.State + "begun packages\n");
        Assert.DoesNotContain(run.Plan(), change => change is RunScript);
    }

    [Fact]
    public void The_next_boot_completes_any_interruption_and_repeats_no_script()
    {
        const string data = "#cloud-config\nwrite_files: [{path: /a/b, content: x}, {path: /c, content: y, append: true}]\nruncmd: [a]\nbootcmd: [b]\n";
        for (int cut = 0; cut < 16; cut++)
        {
            using var root = new ThrowAwayRoot();
            var run = new CustomDataRun(root, data);
            run.Boot(cut);
            run.Boot();

            Assert.Equal("x", root.Read("/a/b"));
            Assert.Equal("y", root.Read("/c"));
            Assert.Equal(2, run.Kernel.Programs.Count);
            Assert.True(run.State.IsFinished);
            Assert.Empty(run.Plan());
        }
    }

    [Fact]
    public void Runs_a_script_as_a_transient_unit_under_systemd()
    {
        using var root = new ThrowAwayRoot().MakeDirectory("/run/systemd/system").Write("/run/dbus/system_bus_socket", "").Write("/usr/bin/systemd-run", "");
        var run = new CustomDataRun(root, Script);
        run.Boot();

        Assert.StartsWith("/usr/bin/systemd-run --wait --collect --quiet --unit=daybreak-custom-data-script-1 ", Assert.Single(run.Kernel.Programs), StringComparison.Ordinal);
        Assert.Contains(" --property=RuntimeMaxSec=900 ", run.Kernel.Programs[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Before_Ready_a_failure_fails_every_run()
    {
        using var root = new ThrowAwayRoot();
        var run = new CustomDataRun(root, Script) { Settings = new Settings { CustomData = new CustomDataSettings { Policy = CustomDataPolicy.Execute, BeforeReady = true } } };
        run.Kernel.Answer = new ProgramOutcome(3, "no luck");
        var failure = run.Boot();

        Assert.Contains(("exit_code", "3"), failure!.Details);
        Assert.Contains(("stderr", "no luck"), failure.Details);
        Assert.Contains("custom data: script-1 failed (exit:3)", Assert.Throws<FileFailure>(() => run.Plan()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_run_custom_data_of_another_VM()
    {
        using var root = new ThrowAwayRoot();
        var run = new CustomDataRun(root, Script);
        root.Write(CustomDataState.Path, CustomDataState.New("00000000-0000-4000-8000-000000000001", "custom-data", null).ToString());
        Assert.Empty(run.Plan());
    }

    [Theory]
    [InlineData(CustomDataPolicy.Off)]
    [InlineData(CustomDataPolicy.Store)]
    public void Runs_custom_data_only_if_enabled(CustomDataPolicy policy)
    {
        using var root = new ThrowAwayRoot();
        var run = new CustomDataRun(root, Script) { Settings = new Settings { CustomData = new CustomDataSettings { Policy = policy } } };
        Assert.Empty(run.Plan());
    }

    [Fact]
    public void Passes_unknown_content_to_a_handler_in_a_file()
    {
        using var root = new ThrowAwayRoot().Write("/usr/lib/daybreak/handlers.d/ignition", "");
        File.SetUnixFileMode(root.Below("/usr/lib/daybreak/handlers.d/ignition"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        const string ignition = "{\"ignition\": {\"version\": \"3.4.0\"}}";
        var run = new CustomDataRun(root, ignition);
        run.Boot();

        Assert.Equal(["/usr/lib/daybreak/handlers.d/ignition /var/lib/daybreak/custom-data.d/handler-1"], run.Kernel.Programs);
        Assert.Equal(ignition, root.Read("/var/lib/daybreak/custom-data.d/handler-1"));
    }

    [Fact]
    public void Does_not_run_a_handler_that_others_can_write()
    {
        using var root = new ThrowAwayRoot().Write("/usr/lib/daybreak/handlers.d/default", "");
        File.SetUnixFileMode(root.Below("/usr/lib/daybreak/handlers.d/default"), UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherWrite);
        var run = new CustomDataRun(root, "anything");
        run.Boot();
        Assert.Empty(run.Kernel.Programs);
    }
}
