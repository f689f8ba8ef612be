using YamlDotNet.RepresentationModel;

namespace Daybreak.Simulator.Scenarios;

/// <summary>Reads the section <c>vm:</c>.</summary>
internal sealed class VirtualMachineReader(Problems problems, string directory, IReadOnlyList<string> certificates)
{
    private const int MaximumDataBytes = 1024 * 1024;

    /// <summary>Reads a VM; missing values come from <paramref name="defaults"/>.</summary>
    public VirtualMachine Read(Section section, VirtualMachine defaults)
    {
        var named = section.Text("name");
        var name = named ?? defaults.Name;
        var user = section.Text("user") ?? defaults.User;
        var password = section.Text("password");
        var vm = defaults with
        {
            Id = section.Uuid("id") ?? defaults.Id,
            Name = name,
            HostName = section.Text("hostName") ?? named ?? defaults.HostName,
            User = user,
            Password = password,
            PublicKeys = section.List("publicKeys", "public keys") is { } keys ? [.. keys.Select(key => Key(key, user))] : defaults.PublicKeys,
            KeyPairs = section.List("keyPairs", "key pairs") is { } pairs ? [.. pairs.Select(pair => KeyPair(pair, user))] : defaults.KeyPairs,
            DisablePasswordAuthentication = section.Flag("disablePasswordAuthentication") ?? password is null,
            UserData = Data(section, "userData"),
            CustomData = Data(section, "customData"),
            ContainerId = section.Text("containerId") ?? defaults.ContainerId,
            InstanceId = section.Text("instanceId") ?? $"{defaults.InstanceId.Split("._")[0]}._{name}",
            Incarnation = section.Integer("incarnation", 1, int.MaxValue) ?? defaults.Incarnation,
            Location = section.Text("location") ?? defaults.Location,
            Size = section.Text("size") ?? defaults.Size,
            ResourceGroup = section.Text("resourceGroup") ?? defaults.ResourceGroup,
            SubscriptionId = section.Uuid("subscriptionId") ?? defaults.SubscriptionId,
            Zone = section.Text("zone") ?? defaults.Zone,
            Tags = Tags(section),
            ResourceDiskKib = section.Integer("resourceDiskMiB", 0, int.MaxValue) is { } mib ? mib * 1024L : defaults.ResourceDiskKib,
            Security = section.Map("security", "a security profile") is { } security ? Security(security) : defaults.Security,
            PreprovisioningType = section.Parsed("preprovisioningType", "None, Running, Savable or PreprovisionedOSDisk", text => text is "None" or "Running" or "Savable" or "PreprovisionedOSDisk" ? text : null) ?? defaults.PreprovisioningType,
            Generation = section.Integer("generation", 1, 2) ?? defaults.Generation,
            DataDisks = section.List("dataDisks", "data disks") is { } disks ? DataDiskReader.Read(disks, problems) : defaults.DataDisks,
            ProvisionGuestAgent = section.Flag("provisionGuestAgent") ?? defaults.ProvisionGuestAgent,
            ProvisionGuestProxyAgent = section.Flag("provisionGuestProxyAgent") ?? defaults.ProvisionGuestProxyAgent,
            Interfaces = section.List("interfaces", "network interfaces") is { } interfaces ? [.. interfaces.Select(Interface)] : defaults.Interfaces,
        };
        section.End();
        return vm;
    }

    private SshPublicKey Key(YamlNode node, string user)
    {
        var path = $"/home/{user}/.ssh/authorized_keys";
        if (node is YamlScalarNode { Value: { } text } && !Section.IsNothing(node)) return new SshPublicKey(text, null, path);
        var section = new Section(node, "a public key (text, or key or certificate, and path)", problems);
        if (node is YamlMappingNode && section.Has("key") == section.Has("certificate")) problems.Add(node, "expected either 'key', the public key, or 'certificate', the name of a certificate with the public key");
        var key = new SshPublicKey(section.Text("key"), CertificateName(section), section.Text("path") ?? path);
        section.End();
        return key;
    }

    private SshKeyPair KeyPair(YamlNode node, string user)
    {
        var section = new Section(node, "a key pair (certificate and path)", problems);
        if (node is YamlMappingNode && !section.Has("certificate")) problems.Add(node, "expected 'certificate': the name of a certificate with the key pair");
        var pair = new SshKeyPair(CertificateName(section) ?? "", section.Text("path") ?? $"/home/{user}/.ssh/id_rsa");
        section.End();
        return pair;
    }

    private string? CertificateName(Section section) =>
        section.Parsed("certificate", $"the name of a certificate of this scenario ({(certificates.Count == 0 ? "it has none" : string.Join(", ", certificates))})", name => certificates.Contains(name) ? name : null);

    // Three forms: text to encode, the encoded text (possibly invalid on purpose), and a file.
    private string Data(Section section, string key)
    {
        var text = section.Text(key);
        var encoded = section.Text(key + "Base64");
        var bytes = Attachment.Read(section, key + "File", directory, MaximumDataBytes, problems);
        if ((text is null ? 0 : 1) + (encoded is null ? 0 : 1) + (section.Has(key + "File") ? 1 : 0) > 1)
            problems.Add(section.At(key + (text is null ? "File" : "")), $"expected only one of '{key}', '{key}Base64' and '{key}File'");
        if (encoded is not null) return encoded;
        return Convert.ToBase64String(bytes ?? Encoding.UTF8.GetBytes(text ?? ""));
    }

    private List<KeyValuePair<string, string>> Tags(Section section)
    {
        var tags = new List<KeyValuePair<string, string>>();
        switch (section.Take("tags"))
        {
            case null: break;
            case YamlMappingNode mapping:
                foreach (var (key, value) in mapping.Children)
                {
                    if (key is YamlScalarNode { Value: { } name } && value is YamlScalarNode { Value: { } text }) tags.Add(new(name, text));
                    else problems.Add(value, "expected text for a tag");
                }
                break;
            case var other:
                problems.Add(other, "expected a mapping of names to values for 'tags'");
                break;
        }
        return tags;
    }

    private static SecurityProfile Security(Section section)
    {
        var profile = new SecurityProfile
        {
            Type = section.Parsed("type", "TrustedLaunch, ConfidentialVM or Standard", text => text switch { "TrustedLaunch" or "ConfidentialVM" => text, "Standard" => "", _ => null }) ?? "",
            SecureBoot = section.Flag("secureBoot") ?? false,
            VirtualTpm = section.Flag("virtualTpm") ?? false,
            EncryptionAtHost = section.Flag("encryptionAtHost") ?? false,
        };
        section.End();
        return profile;
    }

    private NetworkInterface Interface(YamlNode node)
    {
        var section = new Section(node, "a network interface", problems);
        var defaults = new NetworkInterface();
        var subnet = section.Parsed("subnet", "an IPv4 network such as 10.0.0.0/24", text => IPNetwork.TryParse(text, out var network) ? (object)network : null);
        var result = new NetworkInterface
        {
            Mac = section.Parsed("mac", "a MAC address such as 00:0d:3a:01:02:03", MacAddress) ?? defaults.Mac,
            Ipv4 = section.List("ipv4", "addresses") is { } ipv4 ? Addresses(ipv4, AddressFamily.InterNetwork) : defaults.Ipv4,
            Subnet = subnet is IPNetwork network ? network : defaults.Subnet,
            Ipv6 = section.List("ipv6", "addresses") is { } ipv6 ? Addresses(ipv6, AddressFamily.InterNetworkV6) : [],
        };
        section.End();
        return result;
    }

    private List<InterfaceAddress> Addresses(IReadOnlyList<YamlNode> nodes, AddressFamily family)
    {
        var addresses = new List<InterfaceAddress>();
        foreach (var node in nodes)
        {
            if (node is YamlScalarNode { Value: { } text } && Address(text, family) is { } only)
            {
                addresses.Add(new InterfaceAddress(only, null));
                continue;
            }
            if (node is not YamlMappingNode)
            {
                problems.Add(node, $"expected an {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address, or private and public");
                continue;
            }
            var section = new Section(node, "an address", problems);
            var inner = section.Parsed("private", "an address", value => Address(value, family));
            var outer = section.Parsed("public", "an address", value => Address(value, family));
            if (!section.Has("private")) problems.Add(node, "expected 'private': the address on the interface");
            else if (inner is not null) addresses.Add(new InterfaceAddress(inner, outer));
            section.End();
        }
        return addresses;
    }

    private static IPAddress? Address(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == family ? address : null;

    private static string? MacAddress(string text)
    {
        var digits = text.Replace(":", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        return digits.Length == 12 && digits.All(char.IsAsciiHexDigit) ? digits : null;
    }
}
