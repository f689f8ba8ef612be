namespace Daybreak.Provisioning.Deciding;

/// <summary>What the platform says of the VM itself.</summary>
internal static class PlatformFacts
{
    private const int RefusalsShown = 10;

    public static Field<VmId> VmId(SourceReadings readings) =>
        new FieldResolver<VmId>("vm-id")
            .Offer("machine", "/sys/class/dmi/id/product_uuid", readings.Machine, "what the firmware shows")
            .Offer("IMDS", "compute.vmId", ImdsVmId(readings), "the machine itself shows none", readings.Imds?.VmId)
            .Decide();

    /// <summary>Whether the machine and IMDS speak of two different VMs.</summary>
    public static string? Mismatch(SourceReadings readings) =>
        readings.Machine is { } machine && ImdsVmId(readings) is { } told && !told.Equals(machine)
            ? $"IMDS says that this is VM {told}, the machine itself shows {machine}: the machine's own id counts"
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

    // What IMDS says there and cannot be used is shown as refused, with the reason.
    private static Field<T> FromImds<T>(SourceReadings readings, string name, string place, T? said)
        where T : class
    {
        var choice = new FieldResolver<T>(name);
        var unusable = readings.Imds?.Ignored.Where(value => value.Covers(place) || value.Path.StartsWith(place + "[", StringComparison.Ordinal)).Take(RefusalsShown).ToList() ?? [];
        if (said is not null || unusable.Count == 0) choice.Offer("IMDS", place, said, "only IMDS has it");
        foreach (var value in unusable) choice.Refuse("IMDS", value.Path, value.Found, $"expected {value.Expected}");
        return choice.Decide();
    }
}
