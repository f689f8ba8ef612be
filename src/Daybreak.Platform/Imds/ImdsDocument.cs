using System.Net;

namespace Daybreak.Platform.Imds;

/// <summary>Reads the JSON document of <c>/metadata/instance</c>.</summary>
/// <remarks>
/// The service writes primitive values as strings, and unknown ones as empty strings. Newer members may be booleans or numbers; both
/// forms are accepted. An unusable value is an error if provisioning depends on it: the operating system profile, the public keys, the
/// kind of pre-provisioning. Any other unusable value counts as absent and is listed in <see cref="ImdsInstance.Ignored"/>.
/// </remarks>
public static class ImdsDocument
{
    private const string Reason = "error parsing IMDS metadata";
    private const int PublicKeyLimit = 256;
    private const int InterfaceLimit = 64;
    private const int AddressLimit = 256;

    /// <summary>Reads the document.</summary>
    /// <param name="utf8">The answer's body.</param>
    /// <param name="apiVersion">The api-version of the request.</param>
    public static Result<ImdsInstance> Read(ReadOnlyMemory<byte> utf8, string apiVersion)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 32 });
            return Read(document.RootElement, apiVersion);
        }
        catch (JsonException malformed)
        {
            string place = malformed.LineNumber is { } line
                ? string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, byte {malformed.BytePositionInLine + 1}")
                : "the beginning";
            string seen = utf8.Span.TrimStart(" \t\r\n"u8).StartsWith("<"u8) ? "it is HTML or XML" : "it is invalid or incomplete";
            return Bad($"the instance document is not JSON at {place}: {seen}");
        }
        catch (UnexpectedMember unexpected)
        {
            return Bad(unexpected.Message);
        }
    }

    private static ImdsInstance Read(JsonElement root, string apiVersion)
    {
        var document = new JsonMember(root, "").AsObject() ?? throw new UnexpectedMember("the instance document is empty");
        var compute = document.Object("compute") ?? throw new UnexpectedMember("the instance document has no compute member");
        var profile = compute.Object("osProfile");
        var extended = document.Object("extended")?.Object("compute");
        var ignored = new List<UnexpectedValue>();
        var facts = compute.Optional(ignored);
        return new ImdsInstance
        {
            ApiVersion = apiVersion,
            VmId = facts.Text("vmId", "a UUID", text => Guid.TryParseExact(text.Trim(), "D", out _)),
            Name = facts.Text("name"),
            ComputerName = profile?.Text("computerName"),
            AdminUserName = profile?.Text("adminUsername"),
            DisablePasswordAuthentication = profile?.Text("disablePasswordAuthentication"),
            PublicKeys = [.. compute.Items("publicKeys", PublicKeyLimit).Select(key => key.Text("keyData")).OfType<string>()],
            UserData = facts.Text("userData"),
            Location = facts.Text("location"),
            VmSize = facts.Text("vmSize"),
            ResourceDiskKiB = facts.Object("storageProfile")?.Object("resourceDisk")?.Number("size"),
            SecurityType = facts.Object("securityProfile")?.Text("securityType"),
            // Unknown is not false: Daybreak then reads the media as with an older api-version.
            HasCustomData = extended?.Optional(ignored).Flag("hasCustomData"),
            PreprovisioningType = extended?.Text("ppsType"),
            Interfaces = [.. (document.Optional(ignored).Object("network")?.Items("interface", InterfaceLimit) ?? []).Select(ReadInterface).OfType<ImdsInterface>()],
            Ignored = ignored,
        };
    }

    private static ImdsInterface? ReadInterface(JsonMember member)
    {
        if (member.Text("macAddress", "twelve hexadecimal digits", IsMacAddress) is not { } mac) return null;
        var addresses = new List<string>();
        var subnets = new List<string>();
        foreach (string family in (string[])["ipv4", "ipv6"])
        {
            var ip = member.Object(family);
            foreach (var address in ip?.Items("ipAddress", AddressLimit) ?? [])
                if (address.Text("privateIpAddress", "an IP address", IsAddress) is { } text) addresses.Add(text);
            foreach (var subnet in ip?.Items("subnet", AddressLimit) ?? [])
                if (subnet.Text("address", "an IP address", IsAddress) is { } network && subnet.Number("prefix") is { } prefix)
                    subnets.Add(string.Create(CultureInfo.InvariantCulture, $"{network}/{prefix}"));
        }
        return new ImdsInterface(Digits(mac).ToLowerInvariant(), addresses) { Subnets = subnets };
    }

    private static string Digits(string mac) => mac.Replace(":", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);

    private static bool IsMacAddress(string text) => Digits(text) is { Length: 12 } digits && digits.All(char.IsAsciiHexDigit);

    private static bool IsAddress(string text) => IPAddress.TryParse(text, out _);

    private static Failure Bad(string sentence) => Failure.BadData(Reason, $"IMDS: {sentence}", Failure.Redeploy);
}
