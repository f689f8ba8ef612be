namespace Daybreak.Provisioning.Deciding;

/// <summary>The VM's identity and properties according to the platform.</summary>
internal static class PlatformFacts
{
    private const int RefusalsShown = 10;

    public static Field<VmId> VmId(SourceReadings readings) =>
        new FieldResolver<VmId>("vm-id")
            .Offer("machine", "/sys/class/dmi/id/product_uuid", readings.Machine, "the id in the firmware")
            .Offer("IMDS", "compute.vmId", ImdsVmId(readings), "the firmware has none", readings.Imds?.VmId)
            .Decide();

    /// <summary>A warning if the machine and IMDS have different VM ids; null if not.</summary>
    public static string? Mismatch(SourceReadings readings) =>
        readings.Machine is { } machine && ImdsVmId(readings) is { } id && !id.Equals(machine)
            ? $"the VM id is {id} according to IMDS and {machine} according to the firmware: using {machine}"
            : null;

    public static Field<string> Location(SourceReadings readings) => FromImds(readings, "location", "compute.location", readings.Imds?.Location);

    public static Field<string> VmSize(SourceReadings readings) => FromImds(readings, "vm-size", "compute.vmSize", readings.Imds?.VmSize);

    public static Field<string> SecurityType(SourceReadings readings) => FromImds(readings, "security-type", "compute.securityProfile.securityType", readings.Imds?.SecurityType);

    public static Field<DiskSize> ResourceDisk(SourceReadings readings) =>
        FromImds(readings, "resource-disk", "compute.storageProfile.resourceDisk.size", readings.Imds?.ResourceDiskKiB is { } size ? new DiskSize(size) : null);

    public static Field<NetworkInterfaces> Interfaces(SourceReadings readings) =>
        FromImds(readings, "network-interfaces", "network.interface", readings.Imds is { Interfaces: { Count: > 0 } interfaces } ? new NetworkInterfaces(interfaces) : null);

    public static Field<string> KmsHost(SourceReadings readings) =>
        new FieldResolver<string>("kms-host").Offer("media", "PlatformSettings/KmsServerHostname", readings.Media?.KmsServerHostName, "Linux does not use it").Decide();

    private static VmId? ImdsVmId(SourceReadings readings) => Machine.Identity.VmId.TryParse(readings.Imds?.VmId, out var id) ? id : null;

    // A value that cannot be used is listed as refused, with the reason.
    private static Field<T> FromImds<T>(SourceReadings readings, string name, string place, T? value)
        where T : class
    {
        var choice = new FieldResolver<T>(name);
        var unusable = readings.Imds?.Ignored.Where(ignored => ignored.Covers(place) || ignored.Path.StartsWith(place + "[", StringComparison.Ordinal)).Take(RefusalsShown).ToList() ?? [];
        if (value is not null || unusable.Count == 0) choice.Offer("IMDS", place, value, "only IMDS has it");
        foreach (var refused in unusable) choice.Refuse("IMDS", refused.Path, refused.Found, $"expected {refused.Expected}");
        return choice.Decide();
    }
}
