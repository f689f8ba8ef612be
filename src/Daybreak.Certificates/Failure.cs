namespace Daybreak.Certificates;

/// <summary>Why a message could not be read. <see cref="FailureReasons"/> has the names that the protocol uses.</summary>
internal enum FailureReason
{
    /// <summary>The line is not a JSON object with a string <c>data</c>.</summary>
    BadRequest,

    /// <summary><c>format</c> is not <c>Pkcs7BlobWithPfxContents</c>.</summary>
    UnsupportedFormat,

    /// <summary><c>data</c> is not base64.</summary>
    NotBase64,

    /// <summary>The bytes are not a CMS EnvelopedData message (RFC 5652, section 6).</summary>
    NotCms,

    /// <summary>The message is not encrypted for the transport certificate of this exchange.</summary>
    WrongRecipient,

    /// <summary>A key or content did not decrypt: another key, another password, or damaged data.</summary>
    DecryptFailed,

    /// <summary>The decrypted message is not a PFX (RFC 7292).</summary>
    NotPfx,

    /// <summary>An unsupported algorithm, such as RC2.</summary>
    UnsupportedAlgorithm,

    /// <summary>A limit on size, depth, count or key derivation was exceeded.</summary>
    TooLarge,
}

/// <summary>An expected failure. <paramref name="Detail"/> is one sentence for the log. It never contains data from the message.</summary>
internal sealed record Failure(FailureReason Reason, string Detail);

/// <summary>The reasons as the agent reads them. They are part of protocol version 1, see docs/reference/certificates.md.</summary>
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
