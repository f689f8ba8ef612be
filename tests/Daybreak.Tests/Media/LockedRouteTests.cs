using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Media;

/// <summary>systemd-imds keeps the route to IMDS for sockets with its mark: in a network namespace of the test.</summary>
public class LockedRouteTests
{
    // The host is a namespace behind a pair of interfaces. The rest is as systemd sets it up: the main table prohibits the address, and
    // another table has the route for sockets with the mark.
    private const string Locked = """
        set -e
        ip link add guest type veth peer name host
        unshare --net sh -c 'i=0; until ip link show host >/dev/null 2>&1; do i=$((i+1)); [ $i -lt 600 ]; sleep 0.05; done
            ip link set lo up; ip link set host up; ip address add 10.9.0.2/24 dev host; ip address add 169.254.169.254/32 dev lo
            exec "$0" run --imds 169.254.169.254:80 --scenario "$1" --for-seconds 40 >"$2"' "$1" "$2" "$3" &
        i=0
        until [ "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do i=$((i+1)); [ $i -lt 600 ]; sleep 0.05; done
        ip link set host netns $!
        ip link set guest up
        ip address add 10.9.0.1/24 dev guest
        ip route add prohibit 169.254.169.254
        if [ "$4" = open ]; then
            ip rule add fwmark 0x7FFF0815 lookup 2147420181
            ip route add 169.254.169.254 dev guest scope link src 10.9.0.1 table 2147420181
        fi
        i=0
        until grep -q ready "$3"; do i=$((i+1)); [ $i -lt 600 ]; sleep 0.05; done
        shift 4
        status=0
        "$@" || status=$?
        kill $!
        exit $status
        """;

    [Theory]
    [InlineData("open", 0, "hostname: vm1")]
    [InlineData("closed", 69, "a route or a firewall rule of this machine prohibits the connection")]
    public void A_socket_with_the_mark_of_systemd_networkd_reaches_the_platform(string way, int exit, string said)
    {
        Assert.SkipUnless(Child.Run("unshare", ["--net", "ip", "link", "set", "lo", "up"]).Exit == 0, "needs root and the right to make a network namespace (unshare --net)");
        using var machine = MachineRoot.Bare();
        machine.Write("/scenario.yaml", "vm: {name: vm1}\n").Write("/ready", "");
        var run = Child.Run(
            "unshare",
            ["--net", "sh", "-c", Locked, "sh", Programs.Simulator, machine.Below("/scenario.yaml"), machine.Below("/ready"), way,
                Programs.Agent, "explain", "hostname", "--root", machine.Path, "--media", "none", "--wireserver", "none"]);
        Assert.True(run.Exit == exit, $"{run}");
        Assert.Contains(said, run.Output + run.Error, StringComparison.Ordinal);
    }
}
