using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Platform;

public class FailureBannerTests
{
    [Fact]
    public void A_failure_ends_with_a_box_that_has_the_reason_and_what_to_do()
    {
        using var machine = MachineRoot.Debian().Write("/etc/daybreak/daybreak.conf", "[Provisioning]\nDeadline=1s\n");
        string[] arguments = ["provision", "--root", machine.Path, "--imds", "none", "--wireserver", "http://127.0.0.1:1"];

        var run = Child.Run(Programs.Agent, arguments, new Dictionary<string, string> { ["JOURNAL_STREAM"] = "8:1" });

        string[] frame = run.ErrorLines[^7..];
        Assert.StartsWith("<3>failed: ", run.ErrorLines[^8], StringComparison.Ordinal);
        Assert.All(frame, line => Assert.Equal(3 + 80, line.Length));
        Assert.All(frame, line => Assert.Matches(@"^<3>[+|][ -~]*[+|]$", line));
        Assert.Matches(@"^<3>\| Daybreak/[0-9.]+: this VM is not provisioned \(exit status [0-9]+\) +\|$", frame[1]);
        Assert.Contains("To do: ", frame[3], StringComparison.Ordinal);
        Assert.Matches(@"^<3>\| VM id: [0-9a-f-]{36} +\|$", frame[5]);
        Assert.DoesNotContain("+---", Child.Run(Programs.Agent, arguments).Error, StringComparison.Ordinal);
    }
}
