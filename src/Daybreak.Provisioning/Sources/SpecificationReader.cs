using Daybreak.Platform.Http;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Sources;

/// <summary>Reads each source once, in the order media, IMDS, certificates, and decides the specification.</summary>
/// <param name="media">The provisioning media; null for --media none.</param>
/// <param name="imds">IMDS; null for --imds none.</param>
/// <param name="certificates">Fetches keys that the media names by fingerprint; null for --wireserver none.</param>
/// <param name="proxyAgent">The metadata security protocol's proxy.</param>
/// <param name="log">Receives each fact.</param>
/// <param name="stopwatch">Measures each source.</param>
public sealed class SpecificationReader(
    MediaSource? media, ImdsClient? imds, CertificateSource? certificates, ProxyAgent proxyAgent, ProgressLog log, Stopwatch stopwatch)
{
    /// <summary>How long IMDS is tried if the media is sufficient. IMDS has precedence, but the host may not have it.</summary>
    private static readonly TimeSpan ImdsWithMedia = TimeSpan.FromMinutes(2);

    /// <summary>How often to search for the media while waiting for IMDS.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>Limits the output for a document with many invalid values.</summary>
    private const int IgnoredShown = 10;

    private static readonly MediaOutcome NotSearched = new(null, null, null, false, ["the media is disabled (--media none)"]);

    /// <summary>The VM id of the firmware, to compare with that of IMDS; null if there is none.</summary>
    public VmId? MachineId { get; init; }

    /// <summary>The device of the media that was used; null if none was used, or if it is not a device.</summary>
    public string? MediaOrigin { get; private set; }

    /// <summary>Reads the specification before the deadline.</summary>
    public Result<VmSpecification> Read(Deadline deadline)
    {
        if (media is null && imds is null)
            return Failure.BadData("no source of provisioning data", "no provisioning source: use --imds or --media");

        var found = NotSearched;
        if (media is not null)
            using (stopwatch.Begin("media"))
                found = media.Look();
        if (media is not null && imds is null) found = WaitForMedia(media, found, "there is no other source (--imds none)", deadline);
        if (PrepareForRequests(found, deadline) is { } notReady) return notReady;
        bool checkedMedia = found.Environment is not null;

        var instance = QueryImds(ref found, deadline);
        if (instance is { Failure: { } failure })
        {
            if (!IsSufficient(found)) return WithMedia(failure, found);
            log.Warn($"using only the media: {failure.Finding}");
        }
        else if (instance?.Value is { } document)
        {
            if (Preprovisioned("IMDS", document.PreprovisioningType) is { } unsupported) return unsupported;
            if (media is not null && Expectation.Of(document) is { } expected) found = WaitForMedia(media, found, expected, deadline);
        }
        else if (found.Environment is null)
        {
            return found.Failure ?? Failure.BadData("failure to find the provisioning media", $"there is no provisioning media and no other source (--imds none): {found.Absence}; attach it, or use --imds");
        }
        if (!checkedMedia && PrepareForRequests(found, deadline) is { } stillNotReady) return stillNotReady;
        return Decide(found, instance?.Value, deadline);
    }

    /// <summary>Decides the specification from the media only, without the keys that it names by fingerprint.</summary>
    /// <returns>Null if the media cannot decide it.</returns>
    public VmSpecification? ReadMediaAlone(Deadline deadline)
    {
        var found = NotSearched;
        if (media is not null)
            using (stopwatch.Begin("media"))
                found = media.LookEarly(deadline);
        if (found.Environment is not { } environment)
        {
            log.Say($"media: {found.Failure?.Finding ?? found.Absence}");
            return null;
        }
        // A pre-provisioned VM gets its configuration later.
        if (environment.PreprovisionedVm || environment.PreprovisionedVmType is not (null or "None")) return null;
        if (media!.LookPast(found.Origin) is not null)
        {
            log.Warn("there is more than one provisioning disc: waiting for IMDS to decide which one is for this VM");
            return null;
        }
        log.Say($"media: {OvfDocument.FileName} read from {found.Origin}");
        var specification = Decider.Decide(new SourceReadings { Machine = MachineId, Media = environment });
        if (specification.Failure is { } undecided) log.Warn($"the media alone is not sufficient: {undecided.Finding}");
        if (specification.Value is { } vm) Log(vm);
        return specification.Value;
    }

    // A pre-provisioned VM is not supported, and a VM with the proxy agent must wait for it before any request.
    private Failure? PrepareForRequests(MediaOutcome found, Deadline deadline)
    {
        if (found.Environment is not { } environment) return null;
        string? type = environment.PreprovisionedVmType is null or "None" && environment.PreprovisionedVm ? "Running" : environment.PreprovisionedVmType;
        if (Preprovisioned("media", type) is { } unsupported) return unsupported;
        if (!environment.ProvisionGuestProxyAgent) return null;
        using (stopwatch.Begin("proxy agent")) return proxyAgent.Await(deadline);
    }

    private static Failure? Preprovisioned(string source, string? type) =>
        type is null or "None"
            ? null
            : Failure.BadData(
                "unsupported pre-provisioned VM",
                $"{source}: this VM is pre-provisioned ({(type.Length > 32 ? type[..32] + "…" : type)}); pre-provisioned VMs are not supported: use an image with cloud-init for them");

    private static Failure WithMedia(Failure imds, MediaOutcome found) =>
        found switch
        {
            { Failure: { } unusable } => imds with { Finding = $"{imds.Finding}; {unusable.Finding}", Action = unusable.Action },
            { Environment: not null } => imds with
            {
                Finding = $"{imds.Finding}; the media alone is not sufficient: it has no host name, no administrator, or neither key nor password",
                Action = Failure.Redeploy,
            },
            _ => imds,
        };

    private Result<ImdsInstance>? QueryImds(ref MediaOutcome found, Deadline deadline)
    {
        if (imds is null) return null;
        bool isSufficient = IsSufficient(found);
        var seen = found;
        Result<ImdsInstance> instance;
        using (stopwatch.Begin("IMDS"))
            instance = imds.FetchInstance(
                isSufficient ? deadline.AtMost(ImdsWithMedia) : deadline,
                noRouteIsFinal: isSufficient,
                isSufficient || media?.CanComeLate(seen) != true ? null : WhileWaiting(media, deadline, late => seen = late));
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

    // A sufficient disc that appears during the wait for IMDS limits this wait like one that was there from the start.
    private static Func<HttpOutcome, bool> WhileWaiting(MediaSource source, Deadline deadline, Action<MediaOutcome> see)
    {
        var limit = deadline.AtMost(ImdsWithMedia);
        var nextLook = deadline.AtMost(LookInterval);
        bool isSufficient = false;
        return failed =>
        {
            if (!isSufficient && nextLook.HasPassed)
            {
                nextLook = deadline.AtMost(LookInterval);
                var late = source.Look();
                see(late);
                isSufficient = IsSufficient(late);
            }
            return isSufficient && (limit.HasPassed || failed.Fault == HttpFault.NoRoute);
        };
    }

    // Without IMDS (Azure Stack), the media must have a host name, an administrator, and a key or a password.
    private static bool IsSufficient(MediaOutcome found) =>
        found.Environment is { HostName: not null, UserName: not null } environment
        && (environment.UserPassword is not null || environment.PublicKeys.Count > 0);

    private MediaOutcome WaitForMedia(MediaSource source, MediaOutcome found, string expected, Deadline deadline)
    {
        if (!source.CanComeLate(found)) return found;
        log.Say($"waiting for the media: {expected}; {found.Absence}");
        using (stopwatch.Begin("media")) return source.WaitFor(found, deadline);
    }

    private Result<VmSpecification> Decide(MediaOutcome found, ImdsInstance? instance, Deadline deadline)
    {
        var readings = new SourceReadings { Machine = MachineId, Imds = instance, Media = found.Environment };
        if (Decider.StaleMedia(readings) is { } stale)
        {
            // The first drive may have a disc for another VM, and the next one the disc for this VM.
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
        if (Expectation.Lost(readings, found, searched: media is not null) is { } lost) return lost;
        if (media is null && instance is not null && Expectation.Of(instance) is { } announced) log.Warn($"{announced}, which only the media has, but it is disabled (--media none): use --media auto or --media PATH");
        if (found.Failure is { } damaged && readings.Media is null) log.Warn($"continuing without the media: {damaged.Finding}");

        if (readings.Media is { } used)
        {
            log.Say($"media: {OvfDocument.FileName} read from {found.Origin}");
            MediaOrigin = found.Origin?.StartsWith("/dev/", StringComparison.Ordinal) == true ? found.Origin : null;
            var keys = FetchKeys(used, instance, deadline);
            if (keys.Failure is { } unfetched) return unfetched;
            readings = readings with { Certificates = keys.Value! };
        }
        var specification = Decider.Decide(readings);
        if (specification.Value is { } vm) Log(vm);
        return specification;
    }

    private Result<CertificateKeys> FetchKeys(OvfEnvironment used, ImdsInstance? instance, Deadline deadline)
    {
        var wanted = FingerprintRequest.Of(used, instance is not null && PublicKeyRule.HasUsable(instance.PublicKeys));
        if (wanted.IsEmpty) return CertificateKeys.None;
        if (certificates is null)
            return Failure.BadData("certificates unavailable", "the media names keys by fingerprint, but the WireServer, which has them, is disabled (--wireserver none): use --wireserver with an address");
        using (stopwatch.Begin("certificates")) return certificates.Fetch(wanted, deadline);
    }

    private void Log(VmSpecification vm)
    {
        foreach (string contradiction in vm.Contradictions) log.Warn(contradiction);
        foreach (var field in vm.Settings)
            if (Line(field) is { } line) log.Say(line);
        foreach (var field in vm.Facts)
            if (Line(field) is { } line) log.Detail(line);
    }

    private static string? Line(FieldSummary field) =>
        field.Claims.FirstOrDefault(claim => claim.Verdict == ClaimVerdict.Won) is { } won ? $"{field.Name}: {field.Value} ({won.Source} {won.Place})" : null;
}
