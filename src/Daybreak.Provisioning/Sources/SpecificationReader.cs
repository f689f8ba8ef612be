using Daybreak.Platform.Http;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Sources;

/// <summary>Asks each source once, in the order media, IMDS, certificates, and has the decision made.</summary>
/// <param name="media">The provisioning media; null where it is not to be looked for.</param>
/// <param name="imds">The instance metadata service; null where it is not to be asked.</param>
/// <param name="certificates">Fetches keys that the media names by fingerprint; null where there is no WireServer to ask.</param>
/// <param name="proxyAgent">Waits for the metadata security protocol's proxy.</param>
/// <param name="log">Hears each fact.</param>
/// <param name="stopwatch">Keeps the time of each source.</param>
public sealed class SpecificationReader(
    MediaSource? media, ImdsClient? imds, CertificateSource? certificates, ProxyAgent proxyAgent, ProgressLog log, Stopwatch stopwatch)
{
    /// <summary>How long IMDS is tried where the media could settle everything without it: its word comes first, but a host without IMDS must not wait in vain.</summary>
    private static readonly TimeSpan ImdsWithMedia = TimeSpan.FromMinutes(2);

    /// <summary>How often the media is looked for while IMDS is waited for.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>A document of which nothing fits must not fill the console.</summary>
    private const int IgnoredShown = 10;

    private static readonly MediaOutcome NotLookedFor = new(null, null, null, false, ["the media is not looked for (--media none)"]);

    /// <summary>The machine's own identity, to hold against what IMDS says; null when it shows none.</summary>
    public VmId? MachineId { get; init; }

    /// <summary>The device of the media that was used; null when none was, or it is no device.</summary>
    public string? MediaOrigin { get; private set; }

    /// <summary>Reads the specification.</summary>
    /// <param name="deadline">Until when sources are asked.</param>
    public Result<VmSpecification> Read(Deadline deadline)
    {
        if (media is null && imds is null)
            return Failure.BadData("no source of provisioning data", "no source is left to say what this VM should be: give --imds URL or --media PATH");

        var found = media is null ? NotLookedFor : stopwatch.Measure("media", media.Look);
        if (media is not null && imds is null) found = WaitForMedia(media, found, "no other source is left (--imds none)", deadline);
        if (BeforeAnyRequest(found, deadline) is { } notYet) return notYet;
        bool checkedMedia = found.Environment is not null;

        var instance = AskImds(ref found, deadline);
        if (instance is { Failure: { } failure })
        {
            if (!IsSufficient(found)) return Both(failure, found);
            log.Warn($"going on with the media alone: {failure.Finding}");
        }
        else if (instance?.Value is { } document)
        {
            if (Preprovisioned("IMDS", document.PreprovisioningType) is { } unsupported) return unsupported;
            if (media is not null && Expectation.Of(document) is { } expected) found = WaitForMedia(media, found, expected, deadline);
        }
        else if (found.Environment is null)
        {
            return found.Failure ?? Failure.BadData("failure to find the provisioning media", $"no other source is left (--imds none), and there is no provisioning media: {found.Absence}; attach it, or use --imds");
        }
        if (!checkedMedia && BeforeAnyRequest(found, deadline) is { } lateNotYet) return lateNotYet;
        return Decide(found, instance?.Value, deadline);
    }

    /// <summary>
    /// Reads what the media alone says: keys that it names by fingerprint, and everything that IMDS knows
    /// better, are for later.
    /// </summary>
    /// <returns>Null when it says nothing that could be settled now.</returns>
    public VmSpecification? ReadMediaAlone(Deadline deadline)
    {
        var found = media is null ? NotLookedFor : stopwatch.Measure("media", () => media.LookEarly(deadline));
        if (found.Environment is not { } environment)
        {
            log.Say($"media: {found.Failure?.Finding ?? found.Absence}");
            return null;
        }
        // A VM of a pool learns only later whose it is.
        if (environment.PreprovisionedVm || environment.PreprovisionedVmType is not (null or "None")) return null;
        if (media!.LookPast(found.Origin) is not null)
        {
            log.Warn("there is more than one provisioning disc: nothing is settled before IMDS says which is this VM's");
            return null;
        }
        log.Say($"media: {OvfDocument.FileName} read from {found.Origin}");
        var specification = Decider.Decide(new SourceReadings { Machine = MachineId, Media = environment });
        if (specification.Failure is { } undecided) log.Warn($"the media alone settles nothing: {undecided.Message}");
        if (specification.Value is { } vm) Tell(vm);
        return specification.Value;
    }

    private Failure? BeforeAnyRequest(MediaOutcome found, Deadline deadline)
    {
        if (found.Environment is not { } environment) return null;
        string? type = environment.PreprovisionedVmType is null or "None" && environment.PreprovisionedVm ? "Running" : environment.PreprovisionedVmType;
        if (Preprovisioned("the media", type) is { } unsupported) return unsupported;
        return environment.ProvisionGuestProxyAgent ? stopwatch.Measure("proxy agent", () => proxyAgent.Await(deadline)) : null;
    }

    private static Failure? Preprovisioned(string source, string? type) =>
        type is null or "None"
            ? null
            : Failure.BadData(
                "unsupported pre-provisioned VM",
                $"{source} says that this VM is pre-provisioned ({(type.Length > 32 ? type[..32] + "…" : type)}), which this version cannot wait for: use an image with cloud-init for pools of such VMs");

    private static Failure Both(Failure imds, MediaOutcome found) =>
        found switch
        {
            { Failure: { } unusable } => imds with { Message = $"{imds.Finding}; {unusable.Message}" },
            { Environment: not null } => imds with { Message = $"{imds.Finding}; the media alone is not enough: it has no host name, no administrator, or neither key nor password{Failure.Redeploy}" },
            _ => imds,
        };

    private Result<ImdsInstance>? AskImds(ref MediaOutcome found, Deadline deadline)
    {
        if (imds is null) return null;
        bool enough = IsSufficient(found);
        var seen = found;
        var instance = stopwatch.Measure("IMDS", () => imds.FetchInstance(
            enough ? deadline.AtMost(ImdsWithMedia) : deadline,
            noRouteIsFinal: enough,
            enough || media?.CanComeLate(seen) != true ? null : WhileWaiting(media, deadline, late => seen = late)));
        found = seen;
        if (instance.Value is { } document)
        {
            log.Say(string.Create(CultureInfo.InvariantCulture, $"IMDS: instance document retrieved (api-version {document.ApiVersion}, {stopwatch.Last("IMDS").Milliseconds:0.0} ms)"));
            WarnOfIgnored(document.Ignored);
        }
        return instance;
    }

    private void WarnOfIgnored(IReadOnlyList<UnexpectedValue> ignored)
    {
        foreach (var value in ignored.Take(IgnoredShown)) log.Warn($"IMDS: {value.Sentence}; the value is ignored");
        if (ignored.Count > IgnoredShown) log.Warn(string.Create(CultureInfo.InvariantCulture, $"IMDS: {ignored.Count - IgnoredShown} more values are ignored"));
    }

    // A disc that comes while IMDS is waited for ends the wait as one that was there from the beginning does.
    private static Func<HttpOutcome, bool> WhileWaiting(MediaSource source, Deadline deadline, Action<MediaOutcome> see)
    {
        var patience = deadline.AtMost(ImdsWithMedia);
        var nextLook = deadline.AtMost(LookInterval);
        bool suffices = false;
        return failed =>
        {
            if (!suffices && nextLook.HasPassed)
            {
                nextLook = deadline.AtMost(LookInterval);
                var late = source.Look();
                see(late);
                suffices = IsSufficient(late);
            }
            return suffices && (patience.HasPassed || failed.Fault == HttpFault.NoRoute);
        };
    }

    // Where no IMDS is (Azure Stack), the media alone must name the machine and let somebody in.
    private static bool IsSufficient(MediaOutcome found) =>
        found.Environment is { HostName: not null, UserName: not null } environment
        && (environment.UserPassword is not null || environment.PublicKeys.Count > 0);

    private MediaOutcome WaitForMedia(MediaSource source, MediaOutcome found, string expected, Deadline deadline)
    {
        if (!source.CanComeLate(found)) return found;
        log.Say($"the media is expected: {expected}; {found.Absence}");
        return stopwatch.Measure("media", () => source.WaitFor(found, deadline));
    }

    private Result<VmSpecification> Decide(MediaOutcome found, ImdsInstance? instance, Deadline deadline)
    {
        var readings = new SourceReadings { Machine = MachineId, Imds = instance, Media = found.Environment };
        if (Decider.StaleMedia(readings) is { } stale)
        {
            // The disc of another VM may stand in the first drive, and this VM's own in the next.
            if (media?.LookPast(found.Origin) is { } other && Decider.StaleMedia(readings with { Media = other.Environment }) is null)
            {
                log.Warn($"{found.Origin}: {stale}");
                (found, readings) = (other, readings with { Media = other.Environment });
            }
            else
            {
                readings = readings with { Media = null, MediaRefusal = stale };
            }
        }
        if (Expectation.Lost(readings, found, media is not null) is { } lost) return lost;
        if (media is null && instance is not null && Expectation.Of(instance) is { } promised) log.Warn($"{promised}, and the media that brings it is not looked for: --media PATH or auto");
        if (found.Failure is { } damaged && readings.Media is null) log.Warn($"going on without the media: {damaged.Message}");

        if (readings.Media is { } used)
        {
            log.Say($"media: {OvfDocument.FileName} read from {found.Origin}");
            MediaOrigin = found.Origin?.StartsWith("/dev/", StringComparison.Ordinal) == true ? found.Origin : null;
            var keys = FetchKeys(used, instance, deadline);
            if (keys.Failure is { } unfetched) return unfetched;
            readings = readings with { Certificates = keys.Value! };
        }
        var specification = Decider.Decide(readings);
        if (specification.Value is { } vm) Tell(vm);
        return specification;
    }

    private Result<CertificateKeys> FetchKeys(OvfEnvironment used, ImdsInstance? instance, Deadline deadline)
    {
        var wanted = FingerprintRequest.Of(used, instance is not null && PublicKeyRule.HasUsable(instance.PublicKeys));
        if (wanted.IsEmpty) return CertificateKeys.None;
        return certificates is null
            ? Failure.BadData("certificates unavailable", "the media names keys by fingerprint, and there is no WireServer to fetch them from (--wireserver none): use --wireserver with an address")
            : stopwatch.Measure("certificates", () => certificates.Fetch(wanted, deadline));
    }

    private void Tell(VmSpecification vm)
    {
        foreach (string contradiction in vm.Contradictions) log.Warn(contradiction);
        foreach (var story in vm.Wishes)
            if (Line(story) is { } line) log.Say(line);
        foreach (var story in vm.Facts)
            if (Line(story) is { } line) log.Detail(line);
    }

    private static string? Line(FieldStory story) =>
        story.Claims.FirstOrDefault(claim => claim.Verdict == ClaimVerdict.Won) is { } won ? $"{story.Name}: {story.Value} ({won.Source} {won.Place})" : null;
}
