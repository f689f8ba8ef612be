using Daybreak.Core;
using Daybreak.Machine.Identity;
using Daybreak.Platform.Imds;
using Daybreak.Provisioning.Deciding;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Tests.Rig;

/// <summary>Specifications as the decider makes them.</summary>
internal static class Specifications
{
    public static VmSpecification Named(string hostName) => Of(new ImdsInstance { ApiVersion = "2025-04-07", ComputerName = hostName }).Value!;

    /// <summary>An administrator on a machine of this name.</summary>
    public static VmSpecification For(string userName, string hostName = "vm1") => Of(new ImdsInstance { ApiVersion = "2025-04-07", ComputerName = hostName, AdminUserName = userName }).Value!;

    /// <summary>The VM id of a machine; null for none.</summary>
    public static VmId? Identity(string? text) => VmId.TryParse(text, out var id) ? id : null;

    public static Result<VmSpecification> Of(ImdsInstance imds) => Decider.Decide(new SourceReadings { Imds = imds });
}
