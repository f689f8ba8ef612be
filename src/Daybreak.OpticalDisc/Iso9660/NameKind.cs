namespace Daybreak.OpticalDisc.Iso9660;

/// <summary>Where the names of an ISO 9660 directory tree come from.</summary>
internal enum NameKind
{
    /// <summary>ECMA-119 7.5: upper case, with a version number.</summary>
    Plain,

    /// <summary>Joliet: UCS-2, big-endian, in a tree of its own.</summary>
    Joliet,

    /// <summary>The NM entries of the Rock Ridge protocol, beside the plain names.</summary>
    RockRidge,
}
