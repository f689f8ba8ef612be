namespace Daybreak.OpticalDisc;

/// <summary>How the name that is looked for is compared with the names on the disc.</summary>
public enum DiscNameMatch
{
    /// <summary>Letter case does not count; a name that is equal to the letter wins over one that is not.</summary>
    IgnoreCase,

    /// <summary>Every UTF-16 code unit is equal.</summary>
    Exact,
}
