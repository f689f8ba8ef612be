namespace Daybreak.OpticalDisc;

/// <summary>The file system of a disc. A bridge disc carries both, over the same file contents.</summary>
public enum DiscFormat
{
    /// <summary>Universal Disk Format: ECMA-167 as profiled by OSTA.</summary>
    Udf,

    /// <summary>ISO 9660 (ECMA-119), with Rock Ridge or Joliet names where they are.</summary>
    Iso9660,
}
