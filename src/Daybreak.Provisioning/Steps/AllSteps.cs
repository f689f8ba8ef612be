using Daybreak.Provisioning.Planning;

namespace Daybreak.Provisioning.Steps;

/// <summary>Every duty, in the order in which they are done.</summary>
public static class AllSteps
{
    /// <summary>The steps.</summary>
    public static IReadOnlyList<IStep> InOrder { get; } = [new SetHostName()];
}
