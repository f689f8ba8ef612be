
namespace EndToEnd.Packaging;

/// <summary>packaging/install.sh on temporary roots. Every machine test runs it on a real machine.</summary>
public sealed class InstallScriptTests
{
    private const string ProvisioningLink = "etc/systemd/system/multi-user.target.wants/azure-provisioning.service";
    private const string BootLink = "etc/systemd/system/sysinit.target.wants/azure-boot.service";

    [Fact]
    public async Task Installs_all_files_and_enables_the_units()
    {
        using var root = new ThrowawayRoot();
        (await root.InstallAsync()).Succeeded();

        var entries = root.Entries;
        Assert.StartsWith("file 755", entries["usr/sbin/daybreak"], StringComparison.Ordinal);
        Assert.StartsWith("file 644", entries["usr/lib/daybreak/daybreak.conf"], StringComparison.Ordinal);
        Assert.StartsWith("file 644", entries["usr/lib/systemd/system/azure-provisioning.service"], StringComparison.Ordinal);
        Assert.StartsWith("file 644", entries["usr/lib/systemd/system/azure-boot.service"], StringComparison.Ordinal);
        Assert.StartsWith("file 644", entries["usr/lib/systemd/system-preset/90-daybreak.preset"], StringComparison.Ordinal);
        Assert.Equal("link to /usr/lib/systemd/system/azure-provisioning.service", entries[ProvisioningLink]);
        Assert.Equal("link to /usr/lib/systemd/system/azure-boot.service", entries[BootLink]);
        Assert.DoesNotContain(entries.Keys, path => path.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Creates_the_links_of_systemctl_enable()
    {
        using var ours = new ThrowawayRoot();
        (await ours.InstallAsync()).Succeeded();

        using var theirs = new ThrowawayRoot();
        foreach (var unit in (string[])["azure-provisioning.service", "azure-provisioning-local.service", "azure-boot.service"])
            theirs.Write($"usr/lib/systemd/system/{unit}", await File.ReadAllTextAsync(Repository.Item($"packaging/systemd/{unit}")));
        (await new Command("systemctl", "--root", theirs.Path, "enable", "azure-provisioning.service", "azure-provisioning-local.service", "azure-boot.service").RunAsync()).Succeeded();

        Assert.Equal(Links(theirs), Links(ours));
    }

    [Theory]
    [InlineData("usr/lib/udev", "usr/lib/udev/rules.d")]
    [InlineData("lib/udev", "lib/udev/rules.d")]
    public async Task Installs_the_network_files_where_they_are_read(string udev, string rules)
    {
        using var root = new ThrowawayRoot();
        root.Write($"{udev}/hwdb.bin", "");
        (await root.InstallAsync()).Succeeded();
        string[] files = ["usr/lib/systemd/network/50-azure-netvsc.link", "usr/lib/systemd/network/01-azure-virtual-function.network", $"{rules}/10-azure-virtual-function.rules", "usr/lib/systemd/system/azure-network.service", "usr/lib/systemd/system/azure-temporary-disk@.service", $"{rules}/66-azure-temporary-disk.rules"];
        foreach (string file in files) Assert.StartsWith("file 644", root.Entries[file], StringComparison.Ordinal);
        // The agent enables the unit if it is needed.
        Assert.DoesNotContain("etc/systemd/system/multi-user.target.wants/azure-network.service", root.Entries.Keys);
        (await root.InstallAsync("--uninstall")).Succeeded();
        foreach (string file in files) Assert.DoesNotContain(file, root.Entries.Keys);
    }

    [Fact]
    public async Task Changes_nothing_when_installed_again()
    {
        using var root = new ThrowawayRoot();
        (await root.InstallAsync()).Succeeded();
        var once = root.Entries;
        (await root.InstallAsync()).Succeeded();
        Assert.Equal(once, root.Entries);
    }

    [Fact]
    public async Task Installs_and_uninstalls_the_udev_rules_if_udev_exists()
    {
        const string rules = "usr/lib/udev/rules.d/66-azure-temporary-disk.rules";
        using var root = new ThrowawayRoot();
        (await root.InstallAsync()).Succeeded();
        Assert.DoesNotContain(rules, root.Entries.Keys);
        root.Write("usr/lib/udev/rules.d/50-udev-default.rules", "");
        (await root.InstallAsync()).Succeeded();
        Assert.StartsWith("file 644", root.Entries[rules], StringComparison.Ordinal);
        Assert.Contains("usr/lib/udev/rules.d/67-azure-timeouts.rules", root.Entries.Keys);
        (await root.InstallAsync("--uninstall")).Succeeded();
        Assert.DoesNotContain(rules, root.Entries.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Removes_the_udev_rule_of_an_earlier_version(bool uninstall)
    {
        const string former = "usr/lib/udev/rules.d/67-azure-time-outs.rules";
        using var root = new ThrowawayRoot();
        root.Write(former, "");
        (await (uninstall ? root.InstallAsync("--uninstall") : root.InstallAsync())).Succeeded();
        Assert.DoesNotContain(former, root.Entries.Keys);
    }

    [Fact]
    public async Task Manual_pages_are_installed_if_the_machine_has_manual_pages()
    {
        string[] pages = ["usr/share/man/man8/daybreak.8", "usr/share/man/man5/daybreak.conf.5"];
        using var root = new ThrowawayRoot();
        (await root.InstallAsync()).Succeeded();
        foreach (string page in pages) Assert.DoesNotContain(page, root.Entries.Keys);
        root.Write("usr/share/man/man1/true.1", "");
        (await root.InstallAsync()).Succeeded();
        foreach (string page in pages) Assert.StartsWith("file 644", root.Entries[page], StringComparison.Ordinal);
        (await root.InstallAsync("--uninstall")).Succeeded();
        foreach (string page in pages) Assert.DoesNotContain(page, root.Entries.Keys);
    }

    [Fact]
    public async Task Keeps_the_administrators_configuration()
    {
        using var root = new ThrowawayRoot();
        root.Write("etc/daybreak/daybreak.conf", "[Provisioning]\nDeadline=5min\n");
        (await root.InstallAsync()).Succeeded();
        (await root.InstallAsync("--uninstall")).Succeeded();
        Assert.Equal("[Provisioning]\nDeadline=5min\n", await File.ReadAllTextAsync(Path.Combine(root.Path, "etc/daybreak/daybreak.conf")));
    }

    [Fact]
    public async Task Uninstalls_every_file_that_was_installed()
    {
        using var root = new ThrowawayRoot();
        root.Write("usr/sbin/other", "");
        var before = Files(root);
        (await root.InstallAsync("--executable", "/bin/true", "--certificates", "/bin/false")).Succeeded();
        Assert.StartsWith("file 755", root.Entries["usr/lib/daybreak/daybreak-certificates"], StringComparison.Ordinal);
        (await root.InstallAsync("--uninstall")).Succeeded();
        Assert.Equal(before, Files(root));
        (await root.InstallAsync("--uninstall")).Succeeded();
    }

    [Theory]
    [InlineData("usr/lib/systemd/system/cloud-init.service", "cloud-init.disabled")]
    [InlineData("usr/lib/systemd/system/cloud-init-local.service", "cloud-init.disabled")]
    [InlineData("lib/systemd/system/walinuxagent.service", "Provisioning.Agent=disabled")]
    [InlineData("etc/systemd/system/waagent.service", "ln -sf /dev/null")]
    [InlineData("usr/lib/systemd/system/azure-init.service", "ln -sf /dev/null")]
    [InlineData("etc/systemd/system/multi-user.target.wants/walinuxagent.service", "Provisioning.Agent=disabled")]
    public async Task Rejects_another_provisioning_agent_and_explains_how_to_disable_it(string unit, string remedy)
    {
        using var root = new ThrowawayRoot();
        root.Link(unit, "/usr/lib/somewhere.service");
        var before = root.Entries;
        var result = await root.InstallAsync();
        Assert.Equal(78, result.ExitStatus);
        Assert.Contains("would provision too", result.Errors, StringComparison.Ordinal);
        Assert.Contains(remedy, result.Errors, StringComparison.Ordinal);
        Assert.Equal(before, root.Entries);
    }

    [Fact]
    public async Task Accepts_other_agents_that_are_disabled()
    {
        using var root = new ThrowawayRoot();
        root.Write("usr/lib/systemd/system/cloud-init.service", "");
        root.Write("etc/cloud/cloud-init.disabled", "");
        root.Write("usr/lib/systemd/system/azure-init.service", "");
        root.Link("etc/systemd/system/azure-init.service", "/dev/null");
        root.Write("usr/lib/systemd/system/walinuxagent.service", "");
        root.Write("etc/waagent.conf", "#Provisioning.Agent=auto\nProvisioning.Agent = disabled # only extensions\n");
        var result = (await root.InstallAsync()).Succeeded();
        Assert.Contains("reports Ready at every boot", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("usr/sbin")]
    [InlineData("usr/lib/systemd/system")]
    [InlineData("usr/lib/daybreak")]
    [InlineData("etc/systemd/system")]
    [InlineData("etc/daybreak")]
    public async Task Rejects_an_absolute_link_that_leads_outside_the_root(string directory)
    {
        using var root = new ThrowawayRoot();
        root.Link(directory, root.Outside);
        var before = root.Entries;
        var result = await root.InstallAsync();
        Assert.Equal(73, result.ExitStatus);
        Assert.Contains("outside the root directory", result.Errors, StringComparison.Ordinal);
        Assert.Equal(before, root.Entries);
        Assert.Empty(Directory.GetFileSystemEntries(root.Outside));
    }

    [Fact]
    public async Task Follows_a_link_within_the_root()
    {
        using var root = new ThrowawayRoot();
        Directory.CreateDirectory(Path.Combine(root.Path, "usr/bin"));
        root.Link("usr/sbin", "bin");
        (await root.InstallAsync()).Succeeded();
        Assert.True(File.Exists(Path.Combine(root.Path, "usr/bin/daybreak")));
    }

    [Theory]
    [InlineData(66, "there is no executable", "--executable", "/nonexistent")]
    [InlineData(66, "there is no executable", "--executable", "/etc/passwd")]
    [InlineData(66, "there is no executable", "--executable", "/bin/true", "--certificates", "/nonexistent")]
    [InlineData(66, "there is no directory", "--root", "/nonexistent")]
    [InlineData(64, "unknown argument '--rot'", "--rot", "/")]
    [InlineData(64, "--executable needs a value", "--executable")]
    public async Task Reports_errors_in_one_sentence(int status, string sentence, params string[] arguments)
    {
        using var root = new ThrowawayRoot();
        var before = root.Entries;
        var result = await root.InstallAsync(arguments);
        Assert.Equal(status, result.ExitStatus);
        Assert.Contains(sentence, Assert.Single(result.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(before, root.Entries);
    }

    [Fact]
    public async Task Rejects_a_root_without_systemd()
    {
        using var root = new ThrowawayRoot();
        File.Delete(Path.Combine(root.Path, "usr/lib/systemd/systemd"));
        var result = await root.InstallAsync();
        Assert.Equal(78, result.ExitStatus);
        Assert.Contains("has neither systemd", result.Errors, StringComparison.Ordinal);
    }

    private static List<string> Links(ThrowawayRoot root) => [.. root.Entries.Where(entry => entry.Value.StartsWith("link", StringComparison.Ordinal)).Select(entry => $"{entry.Key}: {entry.Value}")];

    private static List<string> Files(ThrowawayRoot root) => [.. root.Entries.Where(entry => !entry.Value.StartsWith("directory", StringComparison.Ordinal)).Select(entry => entry.Key)];
}
