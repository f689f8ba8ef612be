using System.Text.Json;
using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd.Media;

/// <summary>
/// An image hardened according to CIS: the kernel has neither UDF nor ISO 9660. Other agents then silently ignore the password and the
/// custom data.
/// </summary>
[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class HardenedImageTests
{
    private const string Password = "Tr0ub4dor-and-3";

    private const string Harden = """
        printf 'install udf /bin/true\ninstall isofs /bin/true\n' >"$1/etc/modprobe.d/hardening.conf"
        find "$1/lib/modules" \( -name 'udf.ko*' -o -name 'isofs.ko*' \) -delete
        """;

    private static readonly Scenario WithDisc = new()
    {
        HostName = "hardened",
        VmLines = ["user: alice", $"password: {Password}", "customData: '#!/bin/sh'"],
    };

    [Fact]
    public async Task Reads_the_disc_without_a_kernel_driver()
    {
        var kind = new MachineKind.Virtual();
        kind.Require();
        var image = await (await LayeredImage.Debian12).WithChangeAsync(Harden);
        await using var laboratory = await Laboratory.CreateAsync(kind, image, "hardened");
        ((VirtualMachine)laboratory.Machine).Disc = await ProvisioningDisc.WriteAsync(WithDisc);

        await laboratory.BootAsync(WithDisc);
        await laboratory.Platform.WaitForReadyAsync(TimeSpan.FromMinutes(8), laboratory.Machine.FailureReason);
        var state = await laboratory.Machine.WaitForBootAsync();

        Assert.Equal("running", state);
        Assert.NotEqual(0, (await laboratory.Machine.SshAsync("modprobe udf && mount -o ro -t udf /dev/sr0 /mnt")).ExitStatus);
        var explained = JsonDocument.Parse(await laboratory.Machine.AskAsync("daybreak explain --json")).RootElement.GetProperty("fields");
        Assert.Equal("media UserPassword", Winner(explained.GetProperty("password")));
        Assert.Equal("media CustomData", Winner(explained.GetProperty("custom-data")));
        Assert.Equal("9 bytes (masked)", explained.GetProperty("custom-data").GetProperty("value").GetString());
        Assert.Equal("on", explained.GetProperty("ssh-password-login").GetProperty("value").GetString());

        var journal = await laboratory.Machine.AskAsync("journalctl --boot --no-pager --output=cat --unit=azure-provisioning.service");
        Assert.Contains("media: ovf-env.xml read from /dev/sr0", journal, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, journal + laboratory.Machine.Console, StringComparison.Ordinal);
        Assert.NotEqual(0, (await laboratory.Machine.SshAsync($"grep -rqs {Password} /etc /var/lib/daybreak /run/daybreak /var/log")).ExitStatus);
    }

    private static string Winner(JsonElement field)
    {
        var won = field.GetProperty("claims").EnumerateArray().First(claim => claim.GetProperty("verdict").GetString() == "won");
        return $"{won.GetProperty("source").GetString()} {won.GetProperty("place").GetString()}";
    }
}
