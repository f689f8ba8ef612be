namespace Daybreak.Certificates;

/// <summary>Why a message could not be read. The reasons are part of protocol version 1, see docs/reference/certificates.md.</summary>
/// <remarks>The message of such a failure is one sentence for the log. It never contains data from the message that was read.</remarks>
internal static class FailureReason
{
    /// <summary>The line is not a JSON object with a string <c>data</c>.</summary>
    public const string BadRequest = "bad-request";

    /// <summary><c>format</c> is not <c>Pkcs7BlobWithPfxContents</c>.</summary>
    public const string UnsupportedFormat = "unsupported-format";

    /// <summary><c>data</c> is not base64.</summary>
    public const string NotBase64 = "not-base64";

    /// <summary>The bytes are not a CMS EnvelopedData message (RFC 5652, section 6).</summary>
    public const string NotCms = "not-cms";

    /// <summary>The message is not encrypted for the transport certificate of this exchange.</summary>
    public const string WrongRecipient = "wrong-recipient";

    /// <summary>A key or content did not decrypt: another key, another password, or damaged data.</summary>
    public const string DecryptFailed = "decrypt-failed";

    /// <summary>The decrypted message is not a PFX (RFC 7292).</summary>
    public const string NotPfx = "not-pfx";

    /// <summary>An unsupported algorithm, such as RC2.</summary>
    public const string UnsupportedAlgorithm = "unsupported-algorithm";

    /// <summary>A limit on size, depth, count or key derivation was exceeded.</summary>
    public const string TooLarge = "too-large";
}
