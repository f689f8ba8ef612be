using Daybreak.Simulator.Discs;
using Daybreak.Simulator.Media;

namespace Daybreak.Simulator.Scenarios;

/// <summary>The provisioning disc of the VM: its form, and whether and when it is there.</summary>
public sealed record DiscSettings
{
    /// <summary>Whether the VM gets a disc at all.</summary>
    public bool Present { get; init; } = true;

    /// <summary>How long after the start the disc comes; zero for at once.</summary>
    public TimeSpan AppearsAfter { get; init; }

    /// <summary>Its file systems.</summary>
    public DiscFormat Format { get; init; } = DiscFormat.Udf;

    /// <summary>How ovf-env.xml binds its namespaces.</summary>
    public OvfPrefixes Prefixes { get; init; } = OvfPrefixes.Wa;

    /// <summary>The label; <see langword="null"/> for Azure's, with the date.</summary>
    public string? Label { get; init; }

    /// <summary>Text that stands in place of the real ovf-env.xml; <see langword="null"/> for the real one.</summary>
    public byte[]? Ovf { get; init; }
}
