using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Daybreak.Simulator.Scenarios;

namespace Daybreak.Simulator.Page;

/// <summary>Takes secrets out of what the page shows: passwords, custom data, user data, private keys.</summary>
/// <remarks>
/// In two ways, because either alone has a hole. By place: members, elements and documents that hold secrets, whatever their value. By value: the
/// scenario's own secrets wherever they turn up, such as in a description that a VM reports, in the forms that documents give them.
/// </remarks>
public sealed partial class Mask
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Sign = "••••••";

    // A secret of fewer characters turns up everywhere by chance; places mask it all the same.
    private const int ShortestValue = 4;

    private readonly IReadOnlyList<string> _values;

    /// <summary>Knows the secrets of a scenario.</summary>
    public Mask(Scenario scenario)
    {
        IEnumerable<VirtualMachine> vms = scenario.ReprovisionedAs is { } later ? [scenario.Vm, later] : [scenario.Vm];
        var secrets = vms.SelectMany(vm => (string?[])[vm.Password, vm.CustomData, Decoded(vm.CustomData), vm.UserData, Decoded(vm.UserData)]);
        // The longest first: a shorter one may be a part of it.
        _values = [.. secrets.OfType<string>().SelectMany(Forms).Where(form => form.Trim().Length >= ShortestValue).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length)];
    }

    /// <summary>A text without secrets.</summary>
    /// <param name="text">A document, a target, a sentence.</param>
    /// <param name="cut">Whether the text was cut at its end, perhaps in the middle of a secret.</param>
    public string Text(string text, bool cut = false)
    {
        foreach (var value in _values) text = text.Replace(value, Sign, StringComparison.Ordinal);
        if (cut) text = WithoutBegunValue(text);
        text = PrivateKey().Replace(text, Sign);
        text = JsonMember().Replace(text, $"$1\"{Sign}\"");
        return XmlElement().Replace(text, $"$1{Sign}$3");
    }

    /// <summary>A body without secrets; one that is nothing but a secret is masked as a whole.</summary>
    /// <param name="target">What was asked.</param>
    /// <param name="body">The body.</param>
    /// <param name="cut">Whether it was cut at its end.</param>
    public string Body(string target, string body, bool cut) =>
        body.Length > 0 && SecretLeaf().IsMatch(target) && !body.StartsWith('{') ? Sign : Text(body, cut);

    /// <summary>A header field's value without secrets.</summary>
    public string Header(string name, string value) => SecretHeader().IsMatch(name) ? Sign : Text(value);

    private string WithoutBegunValue(string text)
    {
        foreach (var value in _values)
        {
            for (var length = Math.Min(value.Length - 1, text.Length); length >= ShortestValue; length--)
                if (text.AsSpan().EndsWith(value.AsSpan(0, length), StringComparison.Ordinal)) return string.Concat(text.AsSpan(0, text.Length - length), Sign);
        }
        return text;
    }

    // As it is, and as JSON (strict and relaxed), XML, a URL and base64 write it.
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

    // CertificateFile/Data is the sealed package with the private keys.
    [GeneratedRegex("""(<(?:[\w.-]+:)?(UserPassword|AdminPassword|Password|CustomData|UserData|Data)(?:\s[^>]*)?(?<!/)>)[^<]+(</|$)""")]
    private static partial Regex XmlElement();

    [GeneratedRegex("/(userData|customData)/?($|\\?)", RegexOptions.IgnoreCase)]
    private static partial Regex SecretLeaf();

    [GeneratedRegex("^(authorization|cookie|set-cookie|proxy-authorization|x-ms-azure-host-authorization)$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretHeader();
}
