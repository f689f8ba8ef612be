namespace Daybreak.Simulator.Page;

/// <summary>Masks secrets on the page: passwords, custom data, user data, private keys.</summary>
/// <remarks>
/// It masks in two ways, because neither is sufficient. By place: members, elements and documents that contain secrets, regardless of their
/// value. By value: the scenario's secrets in any encoding, wherever they occur, for example in a description that a VM reports.
/// </remarks>
public sealed partial class Mask
{
    /// <summary>The replacement for a secret.</summary>
    public const string Placeholder = "••••••";

    // Shorter values occur by chance, so they are masked only by place.
    private const int ShortestValue = 4;

    private readonly IReadOnlyList<string> _values;

    /// <summary>Collects the secrets of a scenario.</summary>
    public Mask(Scenario scenario)
    {
        IEnumerable<VirtualMachine> vms = scenario.ReprovisionedAs is { } later ? [scenario.Vm, later] : [scenario.Vm];
        var secrets = vms.SelectMany(vm => (string?[])[vm.Password, vm.CustomData, Decoded(vm.CustomData), vm.UserData, Decoded(vm.UserData)]);
        // The longest first, because a shorter value may be part of a longer one.
        _values = [.. secrets.OfType<string>().SelectMany(Forms).Where(form => form.Trim().Length >= ShortestValue).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length)];
    }

    /// <summary>Masks a text.</summary>
    /// <param name="text">A document, a target, a sentence.</param>
    /// <param name="cut">Whether the text was truncated, possibly within a secret.</param>
    public string Text(string text, bool cut = false)
    {
        foreach (var value in _values) text = text.Replace(value, Placeholder, StringComparison.Ordinal);
        if (cut) text = MaskTruncatedValue(text);
        text = PrivateKey().Replace(text, Placeholder);
        text = JsonMember().Replace(text, $"$1\"{Placeholder}\"");
        return XmlElement().Replace(text, $"$1{Placeholder}$3");
    }

    /// <summary>Masks a body; a body that is itself a secret is masked completely.</summary>
    /// <param name="target">The request's target.</param>
    /// <param name="body">The body.</param>
    /// <param name="cut">Whether the body was truncated.</param>
    public string Body(string target, string body, bool cut) =>
        body.Length > 0 && SecretLeaf().IsMatch(target) && !body.StartsWith('{') ? Placeholder : Text(body, cut);

    /// <summary>Masks the value of a header field.</summary>
    public string Header(string name, string value) => SecretHeader().IsMatch(name) ? Placeholder : Text(value);

    private string MaskTruncatedValue(string text)
    {
        foreach (var value in _values)
        {
            for (var length = Math.Min(value.Length - 1, text.Length); length >= ShortestValue; length--)
                if (text.AsSpan().EndsWith(value.AsSpan(0, length), StringComparison.Ordinal)) return string.Concat(text.AsSpan(0, text.Length - length), Placeholder);
        }
        return text;
    }

    // The value itself and its encodings in JSON (strict and relaxed), XML, URLs and base64.
    private static IEnumerable<string> Forms(string secret) =>
    [
        secret,
        secret.Trim(),
        JavaScriptEncoder.Default.Encode(secret),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
        WebUtility.HtmlEncode(secret),
        secret.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal),
        Uri.EscapeDataString(secret),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
    ];

    private static string? Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : null;
    }

    [GeneratedRegex("-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(-----END [A-Z0-9 ]*PRIVATE KEY-----|$)", RegexOptions.Singleline)]
    private static partial Regex PrivateKey();

    [GeneratedRegex("""("(?:[A-Za-z]*password|passwd|userData|customData|privateKey|secret|client_secret|access_token|protectedSettings)"\s*:\s*)"(?:[^"\\]|\\.)+(?:"|\\?$)""", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex JsonMember();

    // CertificateFile/Data contains the private keys.
    [GeneratedRegex("""(<(?:[\w.-]+:)?(UserPassword|AdminPassword|Password|CustomData|UserData|Data)(?:\s[^>]*)?(?<!/)>)[^<]+(</|$)""")]
    private static partial Regex XmlElement();

    [GeneratedRegex("/(userData|customData)/?($|\\?)", RegexOptions.IgnoreCase)]
    private static partial Regex SecretLeaf();

    [GeneratedRegex("^(authorization|cookie|set-cookie|proxy-authorization|x-ms-azure-host-authorization)$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretHeader();
}
