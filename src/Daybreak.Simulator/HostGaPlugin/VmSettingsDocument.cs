using System.Globalization;
using System.Text.Json.Nodes;
using Daybreak.Simulator.Scenarios;
using Daybreak.Simulator.WireServer;

namespace Daybreak.Simulator.HostGaPlugin;

/// <summary>The vmSettings: the newer way to hand an agent its extensions; there are none.</summary>
internal static class VmSettingsDocument
{
    // 2026-01-01T00:00:00Z in ticks of 100 ns: what never changes need not have a real date.
    private const long Ticks = 639_028_224_000_000_000;

    /// <summary>The document and its tag, which changes with the incarnation.</summary>
    public static (string Document, string Tag) Build(VirtualMachine vm)
    {
        var tag = FormattableString.Invariant($"{vm.Incarnation}{Ticks}");
        var document = new JsonObject
        {
            ["hostGAPluginVersion"] = "1.0.8.143",
            ["vmSettingsSchemaVersion"] = "0.0",
            ["activityId"] = vm.Id.ToString(),
            ["correlationId"] = vm.Id.ToString(),
            ["inSvdSeqNo"] = vm.Incarnation.ToString(CultureInfo.InvariantCulture),
            ["extensionsLastModifiedTickCount"] = Ticks,
            ["extensionGoalStatesSource"] = "FastTrack",
            ["onHold"] = false,
            ["statusUploadBlob"] = new JsonObject { ["statusBlobType"] = "BlockBlob", ["value"] = ConfigurationDocuments.StatusBlob(vm) },
            ["inVMMetadata"] = new JsonObject
            {
                ["subscriptionId"] = vm.SubscriptionId.ToString(),
                ["resourceGroupName"] = vm.ResourceGroup,
                ["vmName"] = vm.Name,
                ["location"] = vm.Location,
                ["vmId"] = vm.Id.ToString(),
                ["vmSize"] = vm.Size,
                ["osType"] = "Linux",
            },
            ["requiredFeatures"] = new JsonArray(),
            ["gaFamilies"] = new JsonArray(new JsonObject { ["name"] = "Prod", ["uris"] = new JsonArray(ConfigurationDocuments.Manifest) }),
            ["extensionGoalStates"] = new JsonArray(),
        };
        return (document.ToJsonString(), tag);
    }
}
