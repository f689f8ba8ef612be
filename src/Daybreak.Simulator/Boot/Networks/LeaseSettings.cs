using System.Net;

namespace Daybreak.Simulator.Boot.Networks;

/// <summary>What the DHCP server tells.</summary>
public sealed record LeaseSettings
{
    /// <summary>The subnets that it gives addresses in.</summary>
    public IReadOnlyList<LeaseSubnet> Subnets { get; init; } = [new(Segment.Gateway, "10.0.0.4", "10.0.0.250", "255.255.255.0")];

    /// <summary>Addresses that belong to interfaces; others get what is left.</summary>
    public IReadOnlyList<FixedAddress> Fixed { get; init; } = [];

    /// <summary>Whether the answer names the WireServer in option 245. Azure sends it whether or not it was asked for.</summary>
    public bool WireServerOption { get; init; } = true;

    /// <summary>Whether the answer has the routes to the WireServer and to the metadata service (option 121).</summary>
    public bool RoutesOption { get; init; } = true;

    /// <summary>Whether it has them in option 249 too, by which older systems of Microsoft's know them.</summary>
    public bool OldRoutesOption { get; init; }

    /// <summary>How long the server keeps silent at first.</summary>
    public TimeSpan AnswersAfter { get; init; }

    /// <summary>The settings in dnsmasq's words.</summary>
    internal IEnumerable<string> Arguments
    {
        get
        {
            foreach (var (index, subnet) in Subnets.Index())
            {
                var tag = FormattableString.Invariant($"net{index}");
                yield return $"--dhcp-range=set:{tag},{subnet.First},{subnet.Last},{subnet.Mask},infinite";
                yield return $"--dhcp-option=tag:{tag},option:router,{subnet.Gateway}";
                var routes = $"0.0.0.0/0,{subnet.Gateway},{Segment.WireServer}/32,{subnet.Gateway},{Segment.Metadata}/32,{subnet.Gateway}";
                if (RoutesOption) yield return $"--dhcp-option=tag:{tag},option:classless-static-route,{routes}";
                if (RoutesOption && OldRoutesOption) yield return $"--dhcp-option=tag:{tag},249,{routes}";
            }
            foreach (var owner in Fixed) yield return $"--dhcp-host={owner.Mac},{owner.Address}";
            if (WireServerOption) yield return $"--dhcp-option-force=245,{string.Join(':', IPAddress.Parse(Segment.WireServer).GetAddressBytes().Select(octet => octet.ToString("x2", null)))}";
        }
    }
}

/// <summary>A subnet that addresses are leased in.</summary>
/// <param name="Gateway">The gateway's address.</param>
/// <param name="First">The first address that is leased.</param>
/// <param name="Last">The last one.</param>
/// <param name="Mask">The network mask.</param>
public sealed record LeaseSubnet(string Gateway, string First, string Last, string Mask);

/// <summary>An address that belongs to an interface.</summary>
/// <param name="Mac">The interface: six groups of two lower-case hexadecimal digits.</param>
/// <param name="Address">Its IPv4 address.</param>
public sealed record FixedAddress(string Mac, string Address);
