namespace Daybreak.Certificates;

/// <summary>Why a message of the goal state's certificates could not be opened. The names on the wire are in <see cref="FailureReasons"/>.</summary>
internal enum FailureReason
{
    /// <summary>The line is not a JSON object with a text <c>data</c>.</summary>
    BadRequest,

    /// <summary><c>format</c> names something other than <c>Pkcs7BlobWithPfxContents</c>.</summary>
    UnsupportedFormat,

    /// <summary><c>data</c> is not base64.</summary>
    NotBase64,

    /// <summary>The bytes are not a CMS EnvelopedData message (RFC 5652, section 6).</summary>
    NotCms,

    /// <summary>No recipient of the message is this program's transport certificate.</summary>
    WrongRecipient,

    /// <summary>Key or content did not decrypt: another key, another password, or damaged data.</summary>
    DecryptFailed,

    /// <summary>The message was opened and what it holds is not a PFX (RFC 7292).</summary>
    NotPfx,

    /// <summary>An algorithm that this program does not have, such as RC2.</summary>
    UnsupportedAlgorithm,

    /// <summary>A limit on size, depth, count or key-derivation work was passed.</summary>
    TooLarge,
}

/// <summary>An expected failure. <paramref name="Detail"/> is one sentence for people and never holds a byte of the message.</summary>
internal sealed record Failure(FailureReason Reason, string Detail);

/// <summary>The reasons as the agent reads them; part of protocol version 1, see docs/reference/certificates.md.</summary>
internal static class FailureReasons
{
    public static string Name(FailureReason reason) => reason switch
    {
        FailureReason.BadRequest => "bad-request",
        FailureReason.UnsupportedFormat => "unsupported-format",
        FailureReason.NotBase64 => "not-base64",
        FailureReason.NotCms => "not-cms",
        FailureReason.WrongRecipient => "wrong-recipient",
        FailureReason.DecryptFailed => "decrypt-failed",
        FailureReason.NotPfx => "not-pfx",
        FailureReason.UnsupportedAlgorithm => "unsupported-algorithm",
        FailureReason.TooLarge => "too-large",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
