using System.Globalization;
using Daybreak.Platform;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Time;
using Daybreak.Provisioning.Specification;
using Daybreak.Provisioning.Telling;
using Daybreak.Provisioning.Timing;

namespace Daybreak.Provisioning.Deciding;

/// <summary>Asks each source once, then decides.</summary>
/// <param name="imds">The instance metadata service; null where it is not to be asked.</param>
/// <param name="narrator">Hears each fact.</param>
/// <param name="stopwatch">Keeps the time of each source.</param>
public sealed class SpecificationReader(ImdsClient? imds, Narrator narrator, Stopwatch stopwatch)
{
    /// <summary>Reads the specification.</summary>
    /// <param name="deadline">Until when sources are asked.</param>
    public PlatformResult<VmSpecification> Read(Deadline deadline)
    {
        if (imds is null)
            return PlatformFailure.BadData("no source of provisioning data", "no source is left to say what this VM should be: give --imds URL");

        var instance = stopwatch.Measure("IMDS", () => imds.FetchInstance(deadline));
        if (instance.Failure is { } failure) return failure;
        var spent = stopwatch.Spans[^1];
        narrator.Say(string.Create(CultureInfo.InvariantCulture, $"IMDS: instance document retrieved (api-version {instance.Value!.ApiVersion}, {spent.Milliseconds:0.0} ms)"));

        var specification = Decider.Decide(instance.Value);
        foreach (var story in specification.Value?.Stories ?? [])
            if (story.Claims.FirstOrDefault(claim => claim.Verdict == ClaimVerdict.Won) is { } won) narrator.Say($"{story.Name}: {story.Value} ({won.Source} {won.Place})");
        return specification;
    }
}
