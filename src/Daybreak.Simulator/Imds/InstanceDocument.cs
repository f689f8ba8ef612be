namespace Daybreak.Simulator.Imds;

/// <summary>The document below <c>/metadata/instance</c> for a VM and an api-version.</summary>
/// <remarks>The dates are from the vendor's table of fields: "version introduced".</remarks>
internal static class InstanceDocument
{
    private const string First = "2017-03-01";
    private const string ClassicFields = "2017-04-02";

    public static JsonObject Build(VirtualMachine vm, CertificateStore certificates, string version, bool extended)
    {
        var document = new VersionedObject(version)
            .Add(First, "compute", compute => Compute(compute, vm, certificates))
            .Add(First, "network", network => network.Add(First, "interface", vm.Interfaces.Select(Interface)));
        // Not in the vendor's table: cloud-init and azure-init request extended=true and read these two members, with hasCustomData as a JSON boolean.
        if (extended) document.Json["extended"] = new JsonObject { ["compute"] = new JsonObject { ["hasCustomData"] = vm.CustomData.Length > 0, ["ppsType"] = vm.PreprovisioningType } };
        return document.Json;
    }

    private static VersionedObject Compute(VersionedObject compute, VirtualMachine vm, CertificateStore certificates) => compute
        .Add("2018-10-01", "azEnvironment", "AzurePublicCloud")
        .Add("2021-11-01", "additionalCapabilities", capabilities => capabilities.Add(First, "hibernationEnabled", false))
        .Add("2019-02-01", "customData", "") // deprecated, always empty
        .Add("2020-12-01", "evictionPolicy", "")
        .Add("2021-03-01", "extendedLocation", location => location.Add(First, "name", "").Add(First, "type", ""))
        .Add("2021-11-15", "host", host => host.Add(First, "id", ""))
        .Add("2021-11-15", "hostGroup", group => group.Add(First, "id", ""))
        .Add("2020-06-01", "isHostCompatibilityLayerVm", false)
        .Add("2020-09-01", "licenseType", "")
        .Add(ClassicFields, "location", vm.Location)
        .Add(ClassicFields, "name", vm.Name)
        .Add(ClassicFields, "offer", "debian-12")
        .Add("2020-07-15", "osProfile", profile => profile
            .Add(First, "adminUsername", vm.User)
            .Add(First, "computerName", vm.HostName)
            .Add("2020-10-01", "disablePasswordAuthentication", vm.DisablePasswordAuthentication))
        .Add(ClassicFields, "osType", "Linux")
        .Add("2023-11-15", "physicalZone", "")
        .Add("2017-08-01", "placementGroupId", "")
        .Add("2018-04-02", "plan", plan => plan.Add(First, "name", "").Add(First, "product", "").Add(First, "publisher", ""))
        .Add(ClassicFields, "platformFaultDomain", "0")
        .Add("2021-10-01", "platformSubFaultDomain", "")
        .Add(ClassicFields, "platformUpdateDomain", "0")
        .Add("2020-12-01", "priority", "")
        .Add("2018-10-01", "provider", "Microsoft.Compute")
        .Add("2018-04-02", "publicKeys", vm.PublicKeys.Select(PublicKey(certificates)))
        .Add(ClassicFields, "publisher", "Debian")
        .Add("2017-08-01", "resourceGroupName", vm.ResourceGroup)
        .Add("2019-03-11", "resourceId", $"/subscriptions/{vm.SubscriptionId}/resourceGroups/{vm.ResourceGroup}/providers/Microsoft.Compute/virtualMachines/{vm.Name}")
        .Add("2020-06-01", "securityProfile", security => security
            .Add("2021-11-01", "encryptionAtHost", vm.Security.EncryptionAtHost)
            .Add(First, "secureBootEnabled", vm.Security.SecureBoot)
            .Add("2021-12-13", "securityType", vm.Security.Type)
            .Add(First, "virtualTpmEnabled", vm.Security.VirtualTpm))
        .Add(ClassicFields, "sku", Sku(vm))
        .Add("2019-06-01", "storageProfile", StorageProfile.Build(vm))
        .Add("2017-08-01", "subscriptionId", vm.SubscriptionId.ToString())
        .Add("2017-08-01", "tags", string.Join(';', vm.Tags.Select(tag => $"{tag.Key}:{tag.Value}")))
        .Add("2019-06-04", "tagsList", vm.Tags.Select<KeyValuePair<string, string>, Func<VersionedObject, VersionedObject>>(tag => item => item.Add(First, "name", tag.Key).Add(First, "value", tag.Value)))
        .Add("2021-01-01", "userData", vm.UserData)
        .Add(ClassicFields, "version", "latest")
        .Add("2021-03-01", "virtualMachineScaleSet", set => set.Add(First, "id", ""))
        .Add(ClassicFields, "vmId", vm.Id.ToString())
        .Add("2017-12-01", "vmScaleSetName", "")
        .Add(ClassicFields, "vmSize", vm.Size)
        .Add("2017-12-01", "zone", vm.Zone);

    /// <summary>The image's SKU; Debian's contains the generation.</summary>
    public static string Sku(VirtualMachine vm) => vm.Generation == 1 ? "12" : "12-gen2";

    // The value for a key given as a certificate is not documented. Agents expect an entry that is not an OpenSSH key and then use the
    // WireServer, so the certificate's text is plausible.
    private static Func<SshPublicKey, Func<VersionedObject, VersionedObject>> PublicKey(CertificateStore certificates) => key => item => item
        .Add(First, "keyData", key.Certificate is { } name ? certificates.Pem(name) : key.Key!)
        .Add(First, "path", key.Path);

    private static Func<VersionedObject, VersionedObject> Interface(NetworkInterface nic) => item => item
        .Add(First, "ipv4", ipv4 => ipv4
            .Add(First, "ipAddress", nic.Ipv4.Select(Address(withPublic: true)))
            .Add(First, "subnet", [subnet => subnet.Add(First, "address", nic.Subnet.BaseAddress.ToString()).Add(First, "prefix", nic.Subnet.PrefixLength.ToString(CultureInfo.InvariantCulture))]))
        .Add(First, "ipv6", ipv6 => ipv6.Add(First, "ipAddress", nic.Ipv6.Select(Address(withPublic: false))))
        .Add(First, "macAddress", nic.Mac);

    private static Func<InterfaceAddress, Func<VersionedObject, VersionedObject>> Address(bool withPublic) => address => item =>
    {
        item.Add(First, "privateIpAddress", address.Private.ToString());
        return withPublic || address.Public is not null ? item.Add(First, "publicIpAddress", address.Public?.ToString() ?? "") : item;
    };
}
