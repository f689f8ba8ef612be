namespace Daybreak.Provisioning.Deciding;

/// <summary>Makes one specification of what the sources said. Pure: it asks nobody.</summary>
public static class Decider
{
    /// <summary>Decides every field.</summary>
    /// <param name="readings">What the sources said.</param>
    /// <returns>The specification, or the first contradiction that an operator must resolve.</returns>
    public static Result<VmSpecification> Decide(SourceReadings readings)
    {
        var hostName = HostNameRule.Decide(readings);
        if (hostName.Failure is { } noHostName) return noHostName;
        var userName = AccountRules.UserName(readings);
        if (userName.Failure is { } noUserName) return noUserName;
        var password = PasswordRule.Decide(readings);
        if (password.Failure is { } noPassword) return noPassword;
        var keyRule = new PublicKeyRule(readings);
        var publicKeys = keyRule.Decide();
        if (publicKeys.Failure is { } noKeys) return noKeys;
        return new VmSpecification
        {
            HostName = hostName.Value!,
            UserName = userName.Value!,
            Password = password.Value!,
            PasswordLogin = AccountRules.PasswordLogin(readings),
            PublicKeys = publicKeys.Value!,
            KeyPairs = AccountRules.KeyPairs(readings),
            CustomData = DataRules.CustomData(readings),
            UserData = DataRules.UserData(readings),
            GuestAgent = DataRules.GuestAgent(readings),
            ProxyAgent = DataRules.ProxyAgent(readings),
            VmId = PlatformFacts.VmId(readings),
            Location = PlatformFacts.Location(readings),
            VmSize = PlatformFacts.VmSize(readings),
            SecurityType = PlatformFacts.SecurityType(readings),
            ResourceDisk = PlatformFacts.ResourceDisk(readings),
            Interfaces = PlatformFacts.Interfaces(readings),
            KmsHost = PlatformFacts.KmsHost(readings),
            RedactedMedia = readings.Media?.Redacted ?? default,
            Contradictions = [.. Contradictions(readings), .. keyRule.Refusals.Select(refusal => $"{refusal}: this key is not used")],
        };
    }

    /// <summary>
    /// Why the media is not this VM's: a stale disc, or one left from the VM that the image was captured from. Null when it fits.
    /// The document has no VM id; the administrator is what tells one VM's disc from another's.
    /// </summary>
    public static string? StaleMedia(SourceReadings readings) =>
        readings is { Imds.AdminUserName: { } admin, Media.UserName: { } user } && admin != user
            ? $"the provisioning media is for the user {Shown(user)}, but IMDS says that this VM's administrator is {Shown(admin)}: it is not this VM's disc"
            : null;

    private static IEnumerable<string> Contradictions(SourceReadings readings)
    {
        if (readings.MediaRefusal is { } refusal) yield return refusal;
        if (PlatformFacts.Mismatch(readings) is { } mismatch) yield return mismatch;
        if (readings is { Imds.ComputerName: { } computer, Media.HostName: { } host } && computer != host)
            yield return $"the media says the host name {Shown(host)}, IMDS says {Shown(computer)}: IMDS counts";
        if (readings.Imds?.HasCustomData == false && readings.Media?.CustomData is not null)
            yield return "the media has custom data, and IMDS says that there is none: the media counts";
        if (DataRules.UserData(readings) is { Value: null, Claims: [{ Verdict: ClaimVerdict.Refused, Why: var why }] })
            yield return $"IMDS: compute.userData is not used: {why}";
    }

    private static string Shown(string text) => text.Length > 64 ? text[..64] + "…" : text;
}
