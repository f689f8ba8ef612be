namespace Daybreak.Provisioning.Deciding;

/// <summary>
/// The host name: compute.osProfile.computerName, then the media's HostName. compute.name, the resource's name, only where the
/// api-version is too old for a profile: for members of a scale set it is not the computer's name.
/// </summary>
internal static class HostNameRule
{
    private const string ComputerName = "compute.osProfile.computerName";
    private const string ResourceName = "compute.name";

    public static Result<Field<HostName>> Decide(SourceReadings readings)
    {
        var choice = new FieldResolver<HostName>("hostname");
        bool decided = false;
        foreach (var (source, place, said, why) in (ReadOnlySpan<(string, string, string?, string)>)
        [
            ("IMDS", ComputerName, readings.Imds?.ComputerName, "the computer's name in the operating system profile"),
            ("media", "HostName", readings.Media?.HostName, "no computer name came from IMDS"),
            ("IMDS", ResourceName, readings.Imds?.Name, "the resource's name, because this api-version has no computer name"),
        ])
        {
            // A document that should have a profile and has none is broken; the resource's name would hide it.
            if (place == ResourceName && !decided && !IsOlderThanProfiles(readings)) break;
            var parsed = said is null ? null : HostName.Parse(said);
            if (parsed?.Failure is { Message: var problem })
            {
                // What would have won must be usable; what only stands behind is noted.
                if (!decided) return Failure.BadData($"invalid {source} metadata for key={place}", $"{source}: {place} {problem}; redeploy the VM with a valid host name");
                choice.Refuse(source, place, Shown(said!), problem);
                continue;
            }
            choice.Offer(source, place, parsed?.Value, why);
            decided |= parsed is not null;
        }
        return decided
            ? choice.Decide()
            : Failure.BadData(
                $"invalid IMDS metadata for key={ComputerName}",
                $"{Sources(readings)} no {(IsOlderThanProfiles(readings) ? $"{ComputerName} and no {ResourceName}" : ComputerName)}: the platform gives no host name{Failure.Redeploy}");
    }

    // osProfile is there since this api-version; the versions are dates, which sort as texts.
    private static bool IsOlderThanProfiles(SourceReadings readings) =>
        readings.Imds is { } imds && string.CompareOrdinal(imds.ApiVersion, "2020-07-15") < 0;

    private static string Sources(SourceReadings readings) =>
        readings.Imds is { } imds ? $"IMDS: the instance document (api-version {imds.ApiVersion}) has" : "provisioning media without a HostName, and IMDS with";

    private static string Shown(string said) => said.Length > HostName.Limit ? said[..HostName.Limit] + "…" : said;
}
