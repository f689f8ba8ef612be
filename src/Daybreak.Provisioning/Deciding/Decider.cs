using Daybreak.Platform;
using Daybreak.Platform.Imds;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Deciding;

/// <summary>Makes one specification of what the sources said. Pure: it asks nobody.</summary>
public static class Decider
{
    /// <summary>Decides every field.</summary>
    /// <param name="imds">The instance document.</param>
    /// <returns>The specification, or the first contradiction that an operator must resolve.</returns>
    public static PlatformResult<VmSpecification> Decide(ImdsInstance imds)
    {
        var hostName = HostNameRule.Decide(imds);
        return hostName.Failure is { } refused ? refused : new VmSpecification { HostName = hostName.Value! };
    }
}
