namespace Daybreak.Provisioning.Deciding;

/// <summary>Decides the specification from what the sources returned. A pure function: it reads nothing itself.</summary>
public static class Decider
{
    /// <summary>Decides every field.</summary>
    /// <param name="readings">What the sources returned.</param>
    /// <returns>The specification, or the first field that cannot be decided.</returns>
    public static Result<VmSpecification> Decide(SourceReadings readings)
    {
        var hostName = HostNameRule.Decide(readings);
        var userName = AccountRules.UserName(readings);
        var password = PasswordRule.Decide(readings);
        var keyRule = new PublicKeyRule(readings);
        var publicKeys = keyRule.Decide();
        if ((hostName.Failure ?? userName.Failure ?? password.Failure ?? publicKeys.Failure) is { } failure) return failure;
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
            Contradictions = [.. Contradictions(readings), .. keyRule.Refusals.Select(refusal => $"{refusal}: the key is ignored")],
        };
    }

    /// <summary>Why the media is for another VM, such as the one that the image was captured from; null if it is for this one.</summary>
    /// <remarks>The document has no VM id, so the administrator is compared.</remarks>
    public static string? StaleMedia(SourceReadings readings) =>
        readings is { Imds.AdminUserName: { } admin, Media.UserName: { } user } && admin != user
            ? $"the provisioning media is for another VM: its user is {Shown(user)}, but this VM's administrator according to IMDS is {Shown(admin)}"
            : null;

    private static IEnumerable<string> Contradictions(SourceReadings readings)
    {
        if (readings.MediaRefusal is { } refusal) yield return refusal;
        if (PlatformFacts.Mismatch(readings) is { } mismatch) yield return mismatch;
        if (readings is { Imds.ComputerName: { } computer, Media.HostName: { } host } && computer != host)
            yield return $"the host name is {Shown(host)} according to the media and {Shown(computer)} according to IMDS: using {Shown(computer)}";
        if (readings.Imds?.HasCustomData == false && readings.Media?.CustomData is not null)
            yield return "the media has custom data, but IMDS says that there is none: using the custom data";
        if (DataRules.UserData(readings) is { Value: null, Claims: [{ Verdict: ClaimVerdict.Refused, Why: var why }] })
            yield return $"IMDS: compute.userData is ignored: {why}";
    }

    private static string Shown(string text) => text.Length > 64 ? text[..64] + "…" : text;
}
