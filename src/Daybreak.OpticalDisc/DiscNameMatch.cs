namespace Daybreak.OpticalDisc;

/// <summary>How names are compared with the names on the disc.</summary>
public enum DiscNameMatch
{
    /// <summary>Letter case is ignored. An exact match has priority.</summary>
    IgnoreCase,

    /// <summary>All UTF-16 code units must be equal.</summary>
    Exact,
}
