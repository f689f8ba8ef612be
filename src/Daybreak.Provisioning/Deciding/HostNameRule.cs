namespace Daybreak.Provisioning.Deciding;

/// <summary>The host name: compute.osProfile.computerName, then the media's HostName.</summary>
/// <remarks>
/// compute.name is the name of the resource; in a scale set it is not the computer's name. It is used only if the api-version has no profile.
/// </remarks>
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
            ("media", "HostName", readings.Media?.HostName, "IMDS has no computer name"),
            ("IMDS", ResourceName, readings.Imds?.Name, "the resource's name, because this api-version has no computer name"),
        ])
        {
            // A document without the profile that its api-version has is broken. The resource's name would hide that.
            if (place == ResourceName && !decided && !IsOlderThanProfiles(readings)) break;
            var parsed = said is null ? null : HostName.Parse(said);
            if (parsed?.Failure is { Message: var problem })
            {
                // Only the value that would win must be valid.
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
                $"no host name: {Sources(readings)} no {(IsOlderThanProfiles(readings) ? $"{ComputerName} and no {ResourceName}" : ComputerName)}",
                Failure.Redeploy);
    }

    // osProfile exists since this api-version. The versions are dates, which can be compared as text.
    private static bool IsOlderThanProfiles(SourceReadings readings) =>
        readings.Imds is { } imds && string.CompareOrdinal(imds.ApiVersion, "2020-07-15") < 0;

    private static string Sources(SourceReadings readings) =>
        readings.Imds is { } imds ? $"IMDS: the instance document (api-version {imds.ApiVersion}) has" : "the provisioning media has no HostName, and IMDS has";

    private static string Shown(string said) => said.Length > HostName.Limit ? said[..HostName.Limit] + "…" : said;
}
