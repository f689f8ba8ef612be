namespace EndToEnd.Packaging;

/// <summary>packaging/install.sh without systemd. It recognizes the init system by its files, not by the name of the distribution.</summary>
public sealed class InitSystemTests
{
    [Fact]
    public async Task Installs_scripts_in_the_runlevels_of_OpenRC()
    {
        using var root = Root("sbin/openrc");
        (await root.InstallAsync()).Succeeded();

        var entries = root.Entries;
        Assert.StartsWith("file 755", entries["etc/init.d/azure-boot"], StringComparison.Ordinal);
        Assert.StartsWith("file 755", entries["etc/init.d/azure-provisioning"], StringComparison.Ordinal);
        Assert.Equal("link to /etc/init.d/azure-boot", entries["etc/runlevels/boot/azure-boot"]);
        Assert.Equal("link to /etc/init.d/azure-provisioning", entries["etc/runlevels/default/azure-provisioning"]);
        Assert.DoesNotContain(entries.Keys, path => path.Contains("azure-boot.service", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Creates_numbered_links_for_sysvinit_if_its_tool_cannot_run()
    {
        using var root = Root("etc/rc2.d/S04ssh");
        (await root.InstallAsync()).Succeeded();

        var entries = root.Entries;
        Assert.Equal("link to ../init.d/azure-boot", entries["etc/rcS.d/S09azure-boot"]);
        foreach (var level in "2345") Assert.Equal("link to ../init.d/azure-provisioning", entries[$"etc/rc{level}.d/S03azure-provisioning"]);
    }

    [Fact]
    public async Task Creates_a_service_directory_and_a_link_for_runit()
    {
        using var root = Root("etc/runit/runsvdir/default/README");
        root.Link("sbin/init", "../usr/sbin/runit-init");
        // On Debian, it is a link to a directory that exists only on a running machine.
        root.Link("etc/service", "/run/runit/current");
        (await root.InstallAsync()).Succeeded();

        Assert.StartsWith("file 755", root.Entries["etc/sv/azure-provisioning/run"], StringComparison.Ordinal);
        Assert.Equal("link to /etc/sv/azure-provisioning", root.Entries["etc/runit/runsvdir/default/azure-provisioning"]);
    }

    [Fact]
    public async Task Writes_the_definition_for_s6_and_prints_the_remaining_command()
    {
        using var root = Root("etc/s6/sv/README");
        var result = (await root.InstallAsync()).Succeeded();
        Assert.Contains("s6-rc-compile", result.Output, StringComparison.Ordinal);
        Assert.Equal(["timeout-up", "type", "up"], root.Entries.Keys.Where(path => path.StartsWith("etc/s6/sv/azure-provisioning/", StringComparison.Ordinal)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Installs_numbered_scripts_for_busybox_init_before_and_after_the_network()
    {
        using var root = Root("etc/init.d/rcS");
        (await root.InstallAsync()).Succeeded();
        Assert.StartsWith("file 755", root.Entries["etc/init.d/S39azure-provisioning-local"], StringComparison.Ordinal);
        Assert.StartsWith("file 755", root.Entries["etc/init.d/S41azure-provisioning"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejects_a_root_without_an_init_system()
    {
        using var root = Root("etc/hostname");
        var result = await root.InstallAsync();
        Assert.Equal(78, result.ExitStatus);
        Assert.Contains("has neither systemd nor OpenRC", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("usr/sbin/daybreak", root.Entries.Keys);
    }

    [Theory]
    [InlineData("sbin/openrc", "etc/runlevels/default/cloud-init")]
    [InlineData("etc/rc2.d/S04ssh", "etc/rc2.d/S05waagent")]
    public async Task Rejects_another_agent_in_a_runlevel(string init, string link)
    {
        using var root = Root(init);
        root.Link(link, "/etc/init.d/other");
        var result = await root.InstallAsync();
        Assert.Equal(78, result.ExitStatus);
        Assert.Contains("would provision too", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openrc")]
    [InlineData("runit")]
    [InlineData("s6")]
    [InlineData("sysvinit")]
    [InlineData("busybox")]
    public async Task Uninstalls_everything_that_was_installed(string init)
    {
        using var root = Root("etc/hostname");
        (await root.InstallAsync("--executable", "/bin/true", "--init", init)).Succeeded();
        Assert.Contains(root.Entries.Keys, path => path.Contains("azure", StringComparison.Ordinal));
        (await root.InstallAsync("--uninstall")).Succeeded();
        Assert.DoesNotContain(root.Entries.Keys, path => path.Contains("azure", StringComparison.Ordinal));
    }

    private static ThrowawayRoot Root(string file)
    {
        var root = new ThrowawayRoot();
        File.Delete(Path.Combine(root.Path, "usr/lib/systemd/systemd"));
        root.Write(file, "");
        return root;
    }
}
