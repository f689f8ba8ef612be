using Daybreak.Simulator.Discs;
using Daybreak.Simulator.Media;

namespace Daybreak.Simulator.Scenarios;

/// <summary>The provisioning disc of the VM.</summary>
public sealed record DiscSettings
{
    /// <summary>Whether the VM gets a disc.</summary>
    public bool Present { get; init; } = true;

    /// <summary>The time after the start at which the disc appears; zero for immediately.</summary>
    public TimeSpan AppearsAfter { get; init; }

    /// <summary>The file systems.</summary>
    public DiscFormat Format { get; init; } = DiscFormat.Udf;

    /// <summary>The namespace prefixes in ovf-env.xml.</summary>
    public OvfPrefixes Prefixes { get; init; } = OvfPrefixes.Wa;

    /// <summary>The label; <see langword="null"/> for Azure's with the date.</summary>
    public string? Label { get; init; }

    /// <summary>A replacement for ovf-env.xml; <see langword="null"/> for the real one.</summary>
    public byte[]? Ovf { get; init; }
}
