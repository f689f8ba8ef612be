using Daybreak.Platform;
using Daybreak.Platform.Imds;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Deciding;

/// <summary>
/// The host name: compute.osProfile.computerName. compute.name, the resource's name, only where an old api-version or platform has
/// no osProfile: for members of a scale set it is not the computer's name.
/// </summary>
internal static class HostNameRule
{
    private const string ComputerName = "compute.osProfile.computerName";
    private const string ResourceName = "compute.name";

    public static PlatformResult<Field<HostName>> Decide(ImdsInstance imds)
    {
        bool hasComputerName = imds.ComputerName is not null;
        string? said = imds.ComputerName ?? imds.Name;
        string place = hasComputerName ? ComputerName : ResourceName;
        if (said is null)
        {
            return PlatformFailure.BadData(
                "invalid IMDS metadata for key=compute.osProfile.computerName",
                $"IMDS: the instance document (api-version {imds.ApiVersion}) has neither {ComputerName} nor {ResourceName}: the platform gives no host name");
        }
        if (!HostName.TryParse(said, out var name, out string? refusal))
            return PlatformFailure.BadData($"invalid IMDS metadata for key={place}", $"IMDS: {place} {refusal}");

        var won = new Claim("IMDS", place, said, ClaimVerdict.Won, hasComputerName ? "the computer's name in the operating system profile" : "there is no operating system profile");
        var other = hasComputerName
            ? new Claim("IMDS", ResourceName, imds.Name, imds.Name is null ? ClaimVerdict.Absent : ClaimVerdict.Lost, "the resource's name counts only without a computer name")
            : new Claim("IMDS", ComputerName, null, ClaimVerdict.Absent, $"not in api-version {imds.ApiVersion} here");
        return new Field<HostName>("hostname", name, [won, other]);
    }
}
