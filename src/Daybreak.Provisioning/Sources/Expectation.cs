using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;

namespace Daybreak.Provisioning.Sources;

/// <summary>Data that only the media has, and whether IMDS announces it.</summary>
internal static class Expectation
{
    /// <summary>The platform's documented words.</summary>
    private const string NoCustomData = "failure to read customData while hasCustomData=true";

    private const string NoPassword = "failure to find the provisioning media with the password";

    /// <summary>Why the media is required; null if it is not.</summary>
    public static string? Of(ImdsInstance instance)
    {
        bool password = AccountRules.EnablesPasswordLogin(instance.DisablePasswordAuthentication);
        return (instance.HasCustomData == true, password) switch
        {
            (true, true) => "IMDS announces custom data and password login",
            (true, false) => "IMDS announces custom data",
            (false, true) => "IMDS announces password login",
            _ => null,
        };
    }

    /// <summary>The failure of a run that would silently lose the password or custom data; null if nothing would be lost.</summary>
    /// <param name="readings">What the sources returned.</param>
    /// <param name="found">The result of the search for the media.</param>
    /// <param name="searched">False if the media is disabled (--media none); then nothing counts as lost.</param>
    public static Failure? Lost(SourceReadings readings, MediaOutcome found, bool searched)
    {
        if (!searched || readings.Imds is not { } instance) return null;
        if (readings.Media is { } used)
        {
            if (instance.HasCustomData == true && used.CustomData is null)
                return Failure.BadData(NoCustomData, $"IMDS announces custom data, but the provisioning media {found.Origin} has none", Failure.Redeploy);
            bool keys = instance.PublicKeys.Count > 0 || used.PublicKeys.Count > 0;
            return used.UserPassword is null && !keys && AccountRules.EnablesPasswordLogin(instance.DisablePasswordAuthentication)
                ? Failure.BadData(NoPassword, $"IMDS announces password login, but the provisioning media {found.Origin} has neither password nor key: login would be impossible", Failure.Redeploy)
                : null;
        }
        string? expected = Of(instance);
        if (readings.MediaRefusal is { } refusal && expected is not null)
            return Failure.BadData("stale provisioning media", $"{refusal}; {expected}", Failure.Redeploy);
        if (found.Failure is { } damaged)
        {
            // Old api-versions do not announce custom data, so it may exist.
            bool safe = expected is null && instance.HasCustomData == false;
            return safe ? null : damaged with { Finding = $"{damaged.Finding}; {expected ?? "IMDS does not state whether there is custom data"}", Action = Failure.Redeploy };
        }
        if (expected is null) return null;
        string reason = instance.HasCustomData == true ? NoCustomData : NoPassword;
        return Failure.BadData(reason, $"{expected}, but there is no provisioning media: {found.Absence}", Failure.Redeploy);
    }
}
