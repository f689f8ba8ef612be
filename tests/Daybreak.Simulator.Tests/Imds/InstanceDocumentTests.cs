using System.Text.Json.Nodes;
using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Imds;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Tests.Imds;

public sealed class InstanceDocumentTests
{
    [Theory]
    [InlineData("compute/vmId", "2017-04-02")]
    [InlineData("compute/publicKeys", "2018-04-02")]
    [InlineData("compute/resourceId", "2019-03-11")]
    [InlineData("compute/tagsList", "2019-06-04")]
    [InlineData("compute/storageProfile", "2019-06-01")]
    [InlineData("compute/securityProfile/secureBootEnabled", "2020-06-01")]
    [InlineData("compute/securityProfile/virtualTpmEnabled", "2020-06-01")]
    [InlineData("compute/osProfile/adminUsername", "2020-07-15")]
    [InlineData("compute/osProfile/computerName", "2020-07-15")]
    [InlineData("compute/osProfile/disablePasswordAuthentication", "2020-10-01")]
    [InlineData("compute/userData", "2021-01-01")]
    [InlineData("compute/storageProfile/resourceDisk/size", "2021-02-01")]
    [InlineData("compute/additionalCapabilities/hibernationEnabled", "2021-11-01")]
    [InlineData("compute/securityProfile/securityType", "2021-12-13")]
    [InlineData("compute/physicalZone", "2023-11-15")]
    [InlineData("compute/storageProfile/imageReference/communityGalleryImageId", "2023-07-01")]
    [InlineData("compute/storageProfile/osDisk/encryptionSettings/diskEncryptionKey/secretUrl", "2021-11-01")]
    [InlineData("compute/storageProfile/osDisk/diffDiskSettings/option", "2019-06-01")]
    [InlineData("compute/storageProfile/dataDisks/0/isUltraDisk", "2021-05-01")]
    [InlineData("compute/storageProfile/dataDisks/0/lun", "2019-06-01")]
    [InlineData("compute/azEnvironment", "2018-10-01")]
    [InlineData("compute/evictionPolicy", "2020-12-01")]
    [InlineData("compute/extendedLocation/type", "2021-03-01")]
    [InlineData("compute/hostGroup/id", "2021-11-15")]
    [InlineData("compute/isHostCompatibilityLayerVm", "2020-06-01")]
    [InlineData("compute/licenseType", "2020-09-01")]
    [InlineData("compute/plan/name", "2018-04-02")]
    [InlineData("compute/platformSubFaultDomain", "2021-10-01")]
    [InlineData("compute/priority", "2020-12-01")]
    [InlineData("compute/provider", "2018-10-01")]
    [InlineData("compute/resourceGroupName", "2017-08-01")]
    [InlineData("compute/securityProfile/encryptionAtHost", "2021-11-01")]
    [InlineData("compute/tags", "2017-08-01")]
    [InlineData("compute/virtualMachineScaleSet/id", "2021-03-01")]
    [InlineData("compute/vmScaleSetName", "2017-12-01")]
    [InlineData("compute/zone", "2017-12-01")]
    [InlineData("compute/customData", "2019-02-01")]
    [InlineData("compute/extendedLocation/name", "2021-03-01")]
    [InlineData("compute/host/id", "2021-11-15")]
    [InlineData("compute/location", "2017-04-02")]
    [InlineData("compute/name", "2017-04-02")]
    [InlineData("compute/offer", "2017-04-02")]
    [InlineData("compute/osType", "2017-04-02")]
    [InlineData("compute/placementGroupId", "2017-08-01")]
    [InlineData("compute/plan/product", "2018-04-02")]
    [InlineData("compute/plan/publisher", "2018-04-02")]
    [InlineData("compute/platformFaultDomain", "2017-04-02")]
    [InlineData("compute/platformUpdateDomain", "2017-04-02")]
    [InlineData("compute/publisher", "2017-04-02")]
    [InlineData("compute/sku", "2017-04-02")]
    [InlineData("compute/subscriptionId", "2017-08-01")]
    [InlineData("compute/version", "2017-04-02")]
    [InlineData("compute/vmSize", "2017-04-02")]
    public void Field_appears_with_the_version_that_introduced_it(string path, string since)
    {
        using var certificates = CertificateStore.Create([], Guid.Empty);
        var segments = path.Split('/');

        foreach (var version in ApiVersions.All)
        {
            var found = DocumentPath.Find(InstanceDocument.Build(new VirtualMachine { DataDisks = [new DataDisk(0, 4, "data")] }, certificates, version, extended: false), segments) is not null;
            Assert.True(found == string.CompareOrdinal(version, since) >= 0, $"{path} in {version}: {found}");
        }
    }

    // The table above contains every field of the document or one of its parents.
    [Fact]
    public void Table_covers_every_field()
    {
        using var certificates = CertificateStore.Create([], Guid.Empty);
        var vm = new VirtualMachine { DataDisks = [new DataDisk(0, 4, "data")], Tags = [new("a", "b")], PublicKeys = [new SshPublicKey("k", null, "/k")] };
        var tested = typeof(InstanceDocumentTests).GetMethod(nameof(Field_appears_with_the_version_that_introduced_it))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Select(data => (string)((InlineDataAttribute)data).Data[0]!).ToHashSet(StringComparer.Ordinal);

        var untested = Paths(InstanceDocument.Build(vm, certificates, ApiVersions.All[^1], extended: false)["compute"]!, "compute").Where(path => !tested.Any(known => path == known || path.StartsWith(known + "/", StringComparison.Ordinal)));

        Assert.Empty(untested);
    }

    private static IEnumerable<string> Paths(JsonNode node, string path) => node switch
    {
        JsonObject members => members.SelectMany(member => Paths(member.Value!, $"{path}/{member.Key}")),
        JsonArray items => items.SelectMany((item, index) => Paths(item!, $"{path}/{index}")),
        _ => [path],
    };

    [Fact]
    public void Versions_are_sorted() => Assert.Equal(ApiVersions.All.Order(StringComparer.Ordinal), ApiVersions.All);
}
