namespace Daybreak.Simulator.Imds;

/// <summary>compute.storageProfile, since 2019-06-01: the image, the OS disk, data disks and the temporary disk's size.</summary>
/// <remarks>The dates are from the vendor's tables of the storage profile.</remarks>
internal static class StorageProfile
{
    private const string First = "2019-06-01";
    private const string GalleryFields = "2023-07-01";
    private const string UltraFields = "2021-05-01";
    private const string EncryptionFields = "2021-11-01";

    public static Func<VersionedObject, VersionedObject> Build(VirtualMachine vm) => storage => storage
        .Add(First, "dataDisks", vm.DataDisks.Select(disk => DataDisk(vm, disk)))
        .Add(First, "imageReference", image => image
            .Add(GalleryFields, "communityGalleryImageId", "")
            .Add(GalleryFields, "exactVersion", "")
            .Add(First, "id", "")
            .Add(First, "offer", "debian-12")
            .Add(First, "publisher", "Debian")
            .Add(GalleryFields, "sharedGalleryImageId", "")
            .Add(First, "sku", InstanceDocument.Sku(vm))
            .Add(First, "version", "latest"))
        .Add(First, "osDisk", disk => disk
            .Add(First, "caching", "ReadWrite")
            .Add(First, "createOption", "FromImage")
            .Add(First, "diffDiskSettings", settings => settings.Add(First, "option", ""))
            .Add(First, "diskSizeGB", "30")
            .Add(First, "encryptionSettings", Encryption)
            .Add(First, "image", image => image.Add(First, "uri", ""))
            .Add(First, "managedDisk", Managed(vm, $"{vm.Name}_OsDisk"))
            .Add(First, "name", $"{vm.Name}_OsDisk")
            .Add(First, "osType", "Linux")
            .Add(First, "vhd", vhd => vhd.Add(First, "uri", ""))
            .Add(First, "writeAcceleratorEnabled", false))
        .Add("2021-02-01", "resourceDisk", disk => disk.Add(First, "size", vm.ResourceDiskKib));

    // The throttles and the size in bytes are only set for ultra disks, which these are not.
    private static Func<VersionedObject, VersionedObject> DataDisk(VirtualMachine vm, DataDisk data) => disk => disk
        .Add(UltraFields, "bytesPerSecondThrottle", "")
        .Add(First, "caching", "None")
        .Add(First, "createOption", "Empty")
        .Add(UltraFields, "diskCapacityBytes", "")
        .Add(First, "diskSizeGB", data.SizeGiB)
        .Add(First, "encryptionSettings", Encryption)
        .Add(First, "image", image => image.Add(First, "uri", ""))
        .Add(UltraFields, "isSharedDisk", "")
        .Add(UltraFields, "isUltraDisk", false)
        .Add(First, "lun", data.Lun.ToString(CultureInfo.InvariantCulture))
        .Add(First, "managedDisk", Managed(vm, data.Name))
        .Add(First, "name", data.Name)
        .Add(UltraFields, "opsPerSecondThrottle", "")
        .Add(First, "osType", "")
        .Add(First, "vhd", vhd => vhd.Add(First, "uri", ""))
        .Add(First, "writeAcceleratorEnabled", false);

    private static VersionedObject Encryption(VersionedObject settings) => settings
        .Add(EncryptionFields, "diskEncryptionKey", key => key.Add(First, "secretUrl", "").Add(First, "sourceVault", vault => vault.Add(First, "id", "")))
        .Add(First, "enabled", false)
        .Add(EncryptionFields, "keyEncryptionKey", key => key.Add(First, "keyUrl", "").Add(First, "sourceVault", vault => vault.Add(First, "id", "")));

    private static Func<VersionedObject, VersionedObject> Managed(VirtualMachine vm, string name) => managed => managed
        .Add(First, "id", $"/subscriptions/{vm.SubscriptionId}/resourceGroups/{vm.ResourceGroup}/providers/Microsoft.Compute/disks/{name}")
        .Add(First, "storageAccountType", "Premium_LRS");
}
