namespace EndToEnd.Packaging;

/// <summary>The scripts for users and tests are portable and pass shellcheck.</summary>
public sealed class ShellScriptTests
{
    public static TheoryData<string> Scripts =>
    [
        "packaging/install.sh", "packaging/sysvinit/azure-boot", "packaging/sysvinit/azure-provisioning", "packaging/runit/run",
        "packaging/busybox/S39azure-provisioning-local", "packaging/busybox/S41azure-provisioning", "eng/requirements.sh", "eng/machine-image.sh", "eng/machine-disk.sh",
        "eng/machine-image/configure.sh", "eng/machine-image/extract-kernel.sh",
        "eng/machine-layer.sh", "eng/machine-package.sh", "eng/agent-disk.sh", "eng/agents/install-cloud-init.sh", "eng/agents/install-waagent.sh", "eng/agents/install-guide.sh",
        "eng/agents/install-daybreak.sh", "eng/boot-loader-image.sh", "eng/boot-loader-image/install-grub.sh", "eng/boot-loader-image/make-disk.sh",
        "eng/boot-loader-image/install-bios.sh", "eng/boot-loader-image/install-agent.sh", "eng/boot-loader-image/with-disk.sh",
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Passes_shellcheck(string script)
    {
        var result = await new Command("shellcheck", "--shell=sh", Repository.Item(script)).RunAsync();
        Assert.Equal("", result.Output + result.Errors);
    }
}
