using Daybreak.Simulator.Boot.Networks;

namespace Daybreak.Simulator.Boot;

/// <summary>Derives the environment of a machine from its scenario: network, DHCP lease and identity.</summary>
public static class MachineEnvironment
{
    /// <summary>The MAC addresses: six groups of two lower-case hexadecimal digits each.</summary>
    public static IReadOnlyList<string> Macs(Scenario scenario) => [.. scenario.Vm.Interfaces.Select(network => Mac(network.Mac))];

    /// <summary>The settings of the DHCP server.</summary>
    public static LeaseSettings Lease(Scenario scenario) => new()
    {
        Subnets = [.. Subnets(scenario).Select(subnet => new LeaseSubnet(Address(subnet, 1), Address(subnet, 4), Address(subnet, Size(subnet) - 2), Mask(subnet)))],
        Fixed =
        [
            .. scenario.Vm.Interfaces.Where(network => network.Ipv4.Count > 0 && network.Subnet.Contains(network.Ipv4[0].Private))
                .Select(network => new FixedAddress(Mac(network.Mac), network.Ipv4[0].Private.ToString())),
        ],
        WireServerOption = scenario.Dhcp.WireServerOption,
        RoutesOption = scenario.Dhcp.RoutesOption,
        OldRoutesOption = true,
        AnswersAfter = scenario.Dhcp.AnswersAfter,
    };

    /// <summary>The gateway's addresses, one in each subnet, with their prefixes.</summary>
    public static IReadOnlyList<string> Gateways(Scenario scenario) =>
        [.. Subnets(scenario).Select(subnet => FormattableString.Invariant($"{Address(subnet, 1)}/{subnet.PrefixLength}"))];

    /// <summary>The SMBIOS UUID of a VM with this id.</summary>
    /// <remarks>
    /// Generation 1 has SMBIOS 2.3. Linux prints its UUID byte by byte, so the first three fields appear reversed
    /// (cloud-init's DataSourceAzure and WALinuxAgent swap them).
    /// </remarks>
    public static Guid SmbiosUuid(Guid vmId, bool firstGeneration) => firstGeneration ? new Guid(vmId.ToByteArray(bigEndian: true)) : vmId;

    // Azure has no subnets smaller than /29: the platform reserves five addresses.
    private static IEnumerable<IPNetwork> Subnets(Scenario scenario) =>
        scenario.Vm.Interfaces.Select(network => network.Subnet).Where(subnet => subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork && subnet.PrefixLength is >= 8 and <= 29).Distinct();

    private static uint Size(IPNetwork subnet) => Math.Min(1u << (32 - subnet.PrefixLength), 252);

    private static string Address(IPNetwork subnet, uint host)
    {
        var bytes = subnet.BaseAddress.GetAddressBytes();
        var value = (uint)((bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3]) + host;
        return new IPAddress([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]).ToString();
    }

    private static string Mask(IPNetwork subnet)
    {
        var value = uint.MaxValue << (32 - subnet.PrefixLength);
        return new IPAddress([(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]).ToString();
    }

    private static string Mac(string digits) => string.Join(':', digits.ToLowerInvariant().Chunk(2).Select(pair => new string(pair)));
}
