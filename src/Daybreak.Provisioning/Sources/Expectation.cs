using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;

namespace Daybreak.Provisioning.Sources;

/// <summary>What only the media can bring, and whether IMDS says that this VM has it.</summary>
internal static class Expectation
{
    /// <summary>The documented words.</summary>
    private const string NoCustomData = "failure to read customData while hasCustomData=true";

    private const string NoPassword = "failure to find the provisioning media with the password";

    /// <summary>Why the media must be there; null when nothing says so.</summary>
    public static string? Of(ImdsInstance instance)
    {
        bool password = AccountRules.AsksForPasswordLogin(instance.DisablePasswordAuthentication);
        return (instance.HasCustomData == true, password) switch
        {
            (true, true) => "IMDS says that there are custom data and a password",
            (true, false) => "IMDS says that there is custom data",
            (false, true) => "IMDS says that password login is wanted",
            _ => null,
        };
    }

    /// <summary>The failure of a run in which something would be lost silently: better no VM than one without its password or custom data.</summary>
    /// <param name="readings">What is used of the sources.</param>
    /// <param name="found">What the look for the media found.</param>
    /// <param name="lookedFor">False where the caller has told us not to look: then the loss is the caller's choice.</param>
    public static Failure? Lost(SourceReadings readings, MediaOutcome found, bool lookedFor)
    {
        if (!lookedFor || readings.Imds is not { } instance) return null;
        if (readings.Media is { } used)
        {
            if (instance.HasCustomData == true && used.CustomData is null)
                return Failure.BadData(NoCustomData, $"IMDS says that there is custom data, and the provisioning media {found.Origin} has none{Failure.Redeploy}");
            bool keys = instance.PublicKeys.Count > 0 || used.PublicKeys.Count > 0;
            return used.UserPassword is null && !keys && AccountRules.AsksForPasswordLogin(instance.DisablePasswordAuthentication)
                ? Failure.BadData(NoPassword, $"IMDS says that password login is wanted, and the provisioning media {found.Origin} has no password and no key, so login would be impossible{Failure.Redeploy}")
                : null;
        }
        string? expected = Of(instance);
        if (readings.MediaRefusal is { } refusal && expected is not null)
            return Failure.BadData("stale provisioning media", $"{refusal}; {expected}{Failure.Redeploy}");
        if (found.Failure is { } damaged)
        {
            // Old api-versions do not tell whether there is custom data: then nothing is known to be safe.
            bool safe = expected is null && instance.HasCustomData == false;
            return safe ? null : damaged with { Message = $"{damaged.Finding}; {expected ?? "IMDS does not say whether there is custom data"}{Failure.Redeploy}" };
        }
        if (expected is null) return null;
        string reason = instance.HasCustomData == true ? NoCustomData : NoPassword;
        return Failure.BadData(reason, $"{expected}, and no provisioning media brings it: {found.Absence}{Failure.Redeploy}");
    }
}
