namespace Daybreak.OpticalDisc;

/// <summary>Why a disc, or something on it, could not be read.</summary>
public enum DiscErrorReason
{
    /// <summary>Neither UDF nor ISO 9660: a blank medium, or the medium of another file system.</summary>
    NotRecognised,

    /// <summary>The stream ends before the structure or the file content does.</summary>
    Truncated,

    /// <summary>The checksum of a UDF descriptor tag is wrong (ECMA-167 3/7.2.3).</summary>
    ChecksumMismatch,

    /// <summary>The CRC of a UDF descriptor is wrong (ECMA-167 3/7.2.6).</summary>
    CrcMismatch,

    /// <summary>A UDF descriptor says that it belongs to another place (ECMA-167 3/7.2.8): a stale or misplaced block.</summary>
    LocationMismatch,

    /// <summary>Another kind of structure stands where this one is due.</summary>
    WrongType,

    /// <summary>A length or an address points outside the structure, the partition or the volume that contains it.</summary>
    OutOfBounds,

    /// <summary>A field holds what the standard does not allow, or contradicts another field.</summary>
    InvalidField,

    /// <summary>A name cannot be decoded, or could not be a file name: empty, <c>.</c>, <c>..</c>, with a slash or a zero.</summary>
    InvalidName,

    /// <summary>Valid, but of a kind that this library does not read: virtual and metadata partitions, interleaved and compressed files.</summary>
    Unsupported,

    /// <summary>One of the <see cref="DiscLimits"/> was reached.</summary>
    LimitExceeded,

    /// <summary>There is no entry of that name.</summary>
    NotFound,

    /// <summary>A file was wanted, and the entry is a directory, a symbolic link or a device.</summary>
    NotAFile,

    /// <summary>A directory was wanted, and the entry is something else.</summary>
    NotADirectory,
}
