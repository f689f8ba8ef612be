using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Platform;

public class ConcurrentRunTests
{
    [Fact]
    public void A_second_instance_exits_with_75_and_changes_nothing()
    {
        using var platform = Simulator.Start("faults: [{on: imds.instance, times: 1, delay: 2s}]\n");
        using var machine = MachineRoot.Debian();
        using var first = Child.Start(Programs.Agent, platform.Arguments("provision", machine));
        for (int i = 0; i < 1000 && !machine.Has("/run/daybreak/status.json"); i++) Thread.Sleep(5);

        var second = platform.Provision(machine);

        Assert.Equal(75, second.Exit);
        Assert.Equal("failed: another instance is running on this root directory", Assert.Single(second.ErrorLines));
        Assert.Equal(0, first.Wait().Exit);
        Assert.Equal(3, platform.Requests.Count);
    }

    [Fact]
    public void Many_instances_on_a_bare_machine_provision_once()
    {
        using var platform = Simulator.Start();
        for (int round = 0; round < 5; round++)
        {
            using var machine = MachineRoot.Bare();
            Child[] crowd = [.. Enumerable.Range(0, 6).Select(_ => Child.Start(Programs.Agent, platform.Arguments("provision", machine)))];
            foreach (var child in crowd)
            {
                var ended = child.Wait();
                Assert.True(ended.Exit is 0 or 75, ended.ToString());
                child.Dispose();
            }
            Assert.Equal("vm1\n", machine.Read("/etc/hostname"));
            Assert.DoesNotContain(platform.Requests, request => request.IsNotReady);
            Assert.Equal(round + 1, platform.Requests.Count(request => request.IsReady));
        }
    }
}
