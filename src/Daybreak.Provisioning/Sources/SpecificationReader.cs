using System.Globalization;
using Daybreak.Platform;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Media;
using Daybreak.Platform.Time;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Telling;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Sources;

/// <summary>Asks each source once, in the order media, IMDS, certificates, and has the decision made.</summary>
/// <param name="media">The provisioning media; null where it is not to be looked for.</param>
/// <param name="imds">The instance metadata service; null where it is not to be asked.</param>
/// <param name="certificates">Fetches keys that the media names by fingerprint; null where there is no WireServer to ask.</param>
/// <param name="proxyAgent">Waits for the metadata security protocol's proxy.</param>
/// <param name="narrator">Hears each fact.</param>
/// <param name="stopwatch">Keeps the time of each source.</param>
public sealed class SpecificationReader(
    MediaSource? media, ImdsClient? imds, CertificateSource? certificates, ProxyAgent proxyAgent, Narrator narrator, Stopwatch stopwatch)
{
    /// <summary>How long IMDS is tried where the media could settle everything without it: its word comes first, but a host without IMDS must not wait in vain.</summary>
    private static readonly TimeSpan ImdsWithMedia = TimeSpan.FromMinutes(2);

    private static readonly MediaOutcome NotLookedFor = new(null, null, null, false, ["the media is not looked for (--media none)"]);

    /// <summary>The device of the media that was used; null when none was, or it is no device.</summary>
    public string? MediaOrigin { get; private set; }

    /// <summary>Reads the specification.</summary>
    /// <param name="deadline">Until when sources are asked.</param>
    public PlatformResult<VmSpecification> Read(Deadline deadline)
    {
        if (media is null && imds is null)
            return PlatformFailure.BadData("no source of provisioning data", "no source is left to say what this VM should be: give --imds URL or --media PATH");

        var found = media is null ? NotLookedFor : stopwatch.Measure("media", media.Look);
        if (found.Environment is { } environment && BeforeAnyRequest(environment) is { } notYet) return notYet;

        var instance = AskImds(found, deadline);
        if (instance is { Failure: { } failure } && !Suffices(found)) return failure;
        if (instance?.Failure is { } unasked) narrator.Warn($"going on with the media alone: {unasked.Sentence}");

        if (media is not null && found.Environment is null && instance?.Value is { } expecting) found = WaitForMedia(media, found, expecting, deadline);
        return Decide(found, instance?.Value, deadline);
    }

    private PlatformFailure? BeforeAnyRequest(OvfEnvironment environment)
    {
        if (environment.PreprovisionedVm || environment.PreprovisionedVmType is not (null or "None"))
        {
            return PlatformFailure.BadData(
                "unsupported pre-provisioned VM",
                $"the media says that this VM is pre-provisioned ({environment.PreprovisionedVmType ?? "Running"}), which this version cannot wait for: use an image with cloud-init for pools of such VMs");
        }
        return environment.ProvisionGuestProxyAgent ? stopwatch.Measure("proxy agent", proxyAgent.Await) : null;
    }

    private PlatformResult<ImdsInstance>? AskImds(MediaOutcome found, Deadline deadline)
    {
        if (imds is null) return null;
        bool enough = Suffices(found);
        var instance = stopwatch.Measure("IMDS", () => imds.FetchInstance(enough ? deadline.AtMost(ImdsWithMedia) : deadline, noRouteIsFinal: enough));
        if (instance.Value is { } document)
            narrator.Say(string.Create(CultureInfo.InvariantCulture, $"IMDS: instance document retrieved (api-version {document.ApiVersion}, {stopwatch.Last("IMDS").Milliseconds:0.0} ms)"));
        return instance;
    }

    // Where no IMDS is (Azure Stack), the media alone must name the machine and let somebody in.
    private static bool Suffices(MediaOutcome found) =>
        found.Environment is { HostName: not null, UserName: not null } environment
        && (environment.UserPassword is not null || environment.PublicKeys.Count > 0);

    private MediaOutcome WaitForMedia(MediaSource source, MediaOutcome found, ImdsInstance instance, Deadline deadline)
    {
        if (Expectation.Of(instance) is not { } expected) return found;
        narrator.Say($"the media is expected: {expected}; {found.Absence}");
        return stopwatch.Measure("media", () => source.WaitFor(found, deadline));
    }

    private PlatformResult<VmSpecification> Decide(MediaOutcome found, ImdsInstance? instance, Deadline deadline)
    {
        var readings = new SourceReadings { Imds = instance, Media = found.Environment };
        if (Decider.StaleMedia(readings) is { } stale) readings = readings with { Media = null, MediaRefusal = stale };
        if (Expectation.Lost(readings, found, media is not null) is { } lost) return lost;
        if (found.Failure is { } damaged && readings.Media is null) narrator.Warn($"going on without the media: {damaged.Sentence}");

        if (readings.Media is { } used)
        {
            narrator.Say($"media: {OvfDocument.FileName} read from {found.Origin}");
            MediaOrigin = found.Origin?.StartsWith("/dev/", StringComparison.Ordinal) == true ? found.Origin : null;
            var keys = FetchKeys(used, instance, deadline);
            if (keys.Failure is { } unfetched) return unfetched;
            readings = readings with { Certificates = keys.Value! };
        }
        var specification = Decider.Decide(readings);
        if (specification.Value is { } vm) Tell(vm);
        return specification;
    }

    private PlatformResult<CertificateKeys> FetchKeys(OvfEnvironment used, ImdsInstance? instance, Deadline deadline)
    {
        var wanted = FingerprintRequest.Of(used, instance is { PublicKeys.Count: > 0 });
        if (wanted.IsEmpty) return CertificateKeys.None;
        return certificates is null
            ? PlatformFailure.BadData("certificates unavailable", "the media names keys by fingerprint, and there is no WireServer to fetch them from (--wireserver none)")
            : stopwatch.Measure("certificates", () => certificates.Fetch(wanted, deadline));
    }

    private void Tell(VmSpecification vm)
    {
        foreach (string contradiction in vm.Contradictions) narrator.Warn(contradiction);
        foreach (var story in vm.Stories)
        {
            var won = story.Claims.FirstOrDefault(claim => claim.Verdict == ClaimVerdict.Won);
            if (won is not null) narrator.Say($"{story.Name}: {story.Value} ({won.Source} {won.Place})");
        }
    }
}
