namespace Daybreak.OpticalDisc;

/// <summary>Why a disc, or something on it, could not be read.</summary>
public enum DiscErrorReason
{
    /// <summary>Neither UDF nor ISO 9660: blank, or another file system.</summary>
    NotRecognised,

    /// <summary>The stream ends before the structure or the file content.</summary>
    Truncated,

    /// <summary>The checksum of a UDF descriptor tag is wrong (ECMA-167 3/7.2.3).</summary>
    ChecksumMismatch,

    /// <summary>The CRC of a UDF descriptor is wrong (ECMA-167 3/7.2.6).</summary>
    CrcMismatch,

    /// <summary>A UDF descriptor contains another location (ECMA-167 3/7.2.8): a stale or misplaced block.</summary>
    LocationMismatch,

    /// <summary>Another structure than the expected one.</summary>
    WrongType,

    /// <summary>A length or an address points outside the structure, the partition or the volume that contains it.</summary>
    OutOfBounds,

    /// <summary>A field has a value that the standard does not allow, or that contradicts another field.</summary>
    InvalidField,

    /// <summary>A name cannot be decoded or is not a valid file name: empty, <c>.</c>, <c>..</c>, or with a slash or a NUL.</summary>
    InvalidName,

    /// <summary>Valid but not supported: virtual and metadata partitions, interleaved and compressed files.</summary>
    Unsupported,

    /// <summary>A limit of <see cref="DiscLimits"/> was reached.</summary>
    LimitExceeded,

    /// <summary>There is no entry with this name.</summary>
    NotFound,

    /// <summary>The entry is not a file but a directory, a symbolic link or a device.</summary>
    NotAFile,

    /// <summary>The entry is not a directory.</summary>
    NotADirectory,
}
