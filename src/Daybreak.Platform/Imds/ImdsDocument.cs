using System.Globalization;
using System.Text.Json;

namespace Daybreak.Platform.Imds;

/// <summary>Reads the JSON document of <c>/metadata/instance</c>.</summary>
/// <remarks>
/// The service writes every primitive as a string, and what it does not know as an empty string. Newer members may be real booleans
/// or numbers; both forms are read. An object where a text is due, or the reverse, is an error that names the member.
/// </remarks>
public static class ImdsDocument
{
    private const string Reason = "error parsing IMDS metadata";
    private const int PublicKeyLimit = 256;
    private const int InterfaceLimit = 64;

    /// <summary>Reads the document.</summary>
    /// <param name="utf8">The answer's body.</param>
    /// <param name="apiVersion">The api-version that was asked for.</param>
    public static PlatformResult<ImdsInstance> Read(ReadOnlyMemory<byte> utf8, string apiVersion)
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
                : "its beginning";
            string seen = utf8.Span.TrimStart(" \t\r\n"u8).StartsWith("<"u8) ? "it is HTML or XML" : "it is broken or cut off there";
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
        return new ImdsInstance
        {
            ApiVersion = apiVersion,
            VmId = compute.Text("vmId"),
            Name = compute.Text("name"),
            ComputerName = profile?.Text("computerName"),
            AdminUserName = profile?.Text("adminUsername"),
            DisablePasswordAuthentication = profile?.Text("disablePasswordAuthentication"),
            PublicKeys = [.. compute.Items("publicKeys", PublicKeyLimit).Select(key => key.Text("keyData")).OfType<string>()],
            UserData = compute.Text("userData"),
            Location = compute.Text("location"),
            VmSize = compute.Text("vmSize"),
            ResourceDiskKiB = compute.Object("storageProfile")?.Object("resourceDisk")?.Number("size"),
            SecurityType = compute.Object("securityProfile")?.Text("securityType"),
            HasCustomData = extended?.Flag("hasCustomData"),
            PreprovisioningType = extended?.Text("ppsType"),
            Interfaces = [.. (document.Object("network")?.Items("interface", InterfaceLimit) ?? []).Select(ReadInterface).OfType<ImdsInterface>()],
        };
    }

    private static ImdsInterface? ReadInterface(JsonMember member)
    {
        string? mac = member.Text("macAddress")?.Replace(":", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        if (mac is null) return null;
        if (mac.Length != 12 || !ulong.TryParse(mac, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _)) throw new UnexpectedMember($"{member.Path}.macAddress is not twelve hexadecimal digits");
        var addresses = new List<string>();
        var subnets = new List<string>();
        foreach (string family in (string[])["ipv4", "ipv6"])
        {
            foreach (var address in member.Object(family)?.Items("ipAddress", 256) ?? [])
                if (address.Text("privateIpAddress") is { } text) addresses.Add(text);
            foreach (var subnet in member.Object(family)?.Items("subnet", 256) ?? [])
                if (subnet.Text("address") is { } network && subnet.Text("prefix") is { } prefix) subnets.Add($"{network}/{prefix}");
        }
        return new ImdsInterface(mac.ToLowerInvariant(), addresses) { Subnets = subnets };
    }

    private static PlatformFailure Bad(string sentence) => PlatformFailure.BadData(Reason, $"IMDS: {sentence}");
}
