namespace Daybreak.OpticalDisc;

/// <summary>The file system of a disc. A bridge disc has both file systems with the same files.</summary>
public enum DiscFormat
{
    /// <summary>Universal Disk Format: ECMA-167 as profiled by OSTA.</summary>
    Udf,

    /// <summary>ISO 9660 (ECMA-119), with Rock Ridge or Joliet names if the disc has them.</summary>
    Iso9660,
}
