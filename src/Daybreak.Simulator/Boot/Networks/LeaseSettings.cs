namespace Daybreak.Simulator.Boot.Networks;

/// <summary>The settings of the DHCP server.</summary>
public sealed record LeaseSettings
{
    /// <summary>The subnets to lease addresses from.</summary>
    public IReadOnlyList<LeaseSubnet> Subnets { get; init; } = [new(Segment.Gateway, "10.0.0.4", "10.0.0.250", "255.255.255.0")];

    /// <summary>Addresses reserved for interfaces. Other interfaces get the remaining addresses.</summary>
    public IReadOnlyList<FixedAddress> Fixed { get; init; } = [];

    /// <summary>Whether to send the WireServer's address in option 245. Azure sends it even if the client does not request it.</summary>
    public bool WireServerOption { get; init; } = true;

    /// <summary>Whether to send the routes to the WireServer and IMDS in option 121.</summary>
    public bool RoutesOption { get; init; } = true;

    /// <summary>Whether to send them in option 249, too, which older Microsoft systems use.</summary>
    public bool OldRoutesOption { get; init; }

    /// <summary>The delay until the server starts to answer.</summary>
    public TimeSpan AnswersAfter { get; init; }

    /// <summary>The settings as dnsmasq arguments.</summary>
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

/// <summary>A subnet to lease addresses from.</summary>
/// <param name="Gateway">The gateway's address.</param>
/// <param name="First">The first address of the range.</param>
/// <param name="Last">The last address of the range.</param>
/// <param name="Mask">The network mask.</param>
public sealed record LeaseSubnet(string Gateway, string First, string Last, string Mask);

/// <summary>An address reserved for an interface.</summary>
/// <param name="Mac">The MAC address: six groups of two lower-case hexadecimal digits.</param>
/// <param name="Address">The IPv4 address.</param>
public sealed record FixedAddress(string Mac, string Address);
