using Daybreak.Platform;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Deciding;

/// <summary>
/// The host name: compute.osProfile.computerName, then the media's HostName. compute.name, the resource's name, only where nothing
/// else is there: for members of a scale set it is not the computer's name.
/// </summary>
internal static class HostNameRule
{
    private const string ComputerName = "compute.osProfile.computerName";
    private const string ResourceName = "compute.name";

    public static PlatformResult<Field<HostName>> Decide(SourceReadings readings)
    {
        var choice = new Choice<HostName>("hostname");
        bool decided = false;
        foreach (var (source, place, said, why) in (ReadOnlySpan<(string, string, string?, string)>)
        [
            ("IMDS", ComputerName, readings.Imds?.ComputerName, "the computer's name in the operating system profile"),
            ("media", "HostName", readings.Media?.HostName, "IMDS has no operating system profile"),
            ("IMDS", ResourceName, readings.Imds?.Name, "the resource's name, because no source has a computer name"),
        ])
        {
            HostName? name = null;
            if (said is not null && !HostName.TryParse(said, out name, out string? refusal))
            {
                // What would have won must be usable; what only stands behind is noted.
                if (!decided) return PlatformFailure.BadData($"invalid {source} metadata for key={place}", $"{source}: {place} {refusal}");
                choice.Refuse(source, place, Shown(said), refusal);
                continue;
            }
            choice.Offer(source, place, name, why);
            decided |= name is not null;
        }
        return decided
            ? choice.Decide()
            : PlatformFailure.BadData(
                $"invalid IMDS metadata for key={ComputerName}",
                $"{Sources(readings)} neither {ComputerName} nor {ResourceName}: the platform gives no host name");
    }

    private static string Sources(SourceReadings readings) =>
        readings.Imds is { } imds ? $"IMDS: the instance document (api-version {imds.ApiVersion}) has" : "provisioning media without a HostName, and IMDS with";

    private static string Shown(string said) => said.Length > HostName.Limit ? said[..HostName.Limit] + "…" : said;
}
