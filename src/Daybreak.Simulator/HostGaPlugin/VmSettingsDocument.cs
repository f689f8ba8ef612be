namespace Daybreak.Simulator.HostGaPlugin;

/// <summary>The vmSettings document, the newer way to deliver extensions. It contains none.</summary>
internal static class VmSettingsDocument
{
    // 2026-01-01T00:00:00Z in ticks of 100 ns. The document never changes, so any date will do.
    private const long Ticks = 639_028_224_000_000_000;

    /// <summary>The document and its ETag, which changes with the incarnation.</summary>
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
