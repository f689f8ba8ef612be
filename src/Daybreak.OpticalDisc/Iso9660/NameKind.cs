namespace Daybreak.OpticalDisc.Iso9660;

/// <summary>The source of the names of an ISO 9660 directory tree.</summary>
internal enum NameKind
{
    /// <summary>ECMA-119 7.5: upper case, with a version number.</summary>
    Plain,

    /// <summary>Joliet: UCS-2, big-endian, in a separate tree.</summary>
    Joliet,

    /// <summary>The NM entries of the Rock Ridge protocol, stored with the plain names.</summary>
    RockRidge,
}
