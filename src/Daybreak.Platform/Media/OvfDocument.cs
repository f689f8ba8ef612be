namespace Daybreak.Platform.Media;

/// <summary>Reads ovf-env.xml, the document of the provisioning media.</summary>
public static class OvfDocument
{
    /// <summary>The name in the root directory of the disc.</summary>
    public const string FileName = "ovf-env.xml";

    /// <summary>The maximum size in bytes. 64 KB of custom data need far less.</summary>
    public const int SizeLimit = 4 * 1024 * 1024;

    private const int CustomDataLimit = 1024 * 1024;
    private const int KeyLimit = 256;

    /// <summary>Reads the document.</summary>
    /// <param name="xml">Its bytes.</param>
    /// <param name="origin">The source, for messages.</param>
    /// <returns>The content, or why it is unusable; neither if the document is not for Azure.</returns>
    public static Result<OvfEnvironment> Read(byte[] xml, string origin)
    {
        if (xml.AsSpan().Trim((byte)0).Trim(" \t\r\n"u8).IsEmpty) return Malformed(origin, "the document is empty");
        if (xml.Length > SizeLimit) return Malformed(origin, $"the document is larger than {SizeLimit / 1024 / 1024} MiB");
        try
        {
            using var root = OvfElement.Read(xml);
            var provisioning = root.Child("ProvisioningSection");
            return provisioning is null ? new Result<OvfEnvironment>(null, null) : Read(root, provisioning) with { Redacted = OvfRedaction.Redact(xml) };
        }
        catch (XmlFault fault)
        {
            return Failure.BadData($"error parsing {FileName}: {fault.Summary}", $"{origin}: {FileName}: {fault.Place}: {fault.Message}", Failure.Redeploy);
        }
        catch (OvfProblem problem)
        {
            return Failure.BadData($"unexpected metadata parsing {FileName}: {problem.Message}", $"{origin}: {FileName}: {problem.Message}", Failure.Redeploy);
        }
    }

    private static Failure Malformed(string origin, string what) =>
        Failure.BadData($"error parsing {FileName}: {what}", $"{origin}: {FileName}: {what}", Failure.Redeploy);

    private static OvfEnvironment Read(OvfElement root, OvfElement provisioning)
    {
        if (provisioning.Child("WindowsProvisioningConfigurationSet") is { } windows) throw new OvfProblem($"{windows.Place}: the document is for a Windows VM");
        var set = provisioning.Required("LinuxProvisioningConfigurationSet");
        var settings = root.Required("PlatformSettingsSection").Required("PlatformSettings");
        set.Required("HostName");
        var ssh = set.Child("SSH");
        return new OvfEnvironment
        {
            HostName = set.TextOf("HostName"),
            UserName = set.TextOf("UserName"),
            UserPassword = set.VerbatimOf("UserPassword") is { } password ? new Secret(password) : null,
            DisableSshPasswordAuthentication = set.TextOf("DisableSshPasswordAuthentication"),
            PublicKeys = [.. Listed(ssh?.Child("PublicKeys"), "PublicKey").Select(ReadPublicKey)],
            KeyPairs = [.. Listed(ssh?.Child("KeyPairs"), "KeyPair").Select(ReadKeyPair)],
            CustomData = ReadCustomData(set),
            PreprovisionedVm = Flag(settings, "PreprovisionedVm") ?? false,
            PreprovisionedVmType = settings.TextOf("PreprovisionedVMType"),
            ProvisionGuestAgent = Flag(settings, "ProvisionGuestAgent"),
            ProvisionGuestProxyAgent = Flag(settings, "ProvisionGuestProxyAgent") ?? false,
            KmsServerHostName = settings.TextOf("KmsServerHostname"),
        };
    }

    private static List<OvfElement> Listed(OvfElement? list, string name)
    {
        List<OvfElement> items = [.. list?.Children(name) ?? []];
        return items.Count <= KeyLimit ? items : throw new OvfProblem($"{list!.Place}: more than {KeyLimit} keys");
    }

    private static OvfPublicKey ReadPublicKey(OvfElement key) =>
        new(key.TextOf("Fingerprint")?.ToUpperInvariant(), key.TextOf("Path", 4096), key.TextOf("Value", 32 * 1024));

    private static OvfKeyPair ReadKeyPair(OvfElement pair) => new(
        pair.TextOf("Fingerprint")?.ToUpperInvariant() ?? throw new OvfProblem($"{pair.Place}: no Fingerprint"),
        pair.TextOf("Path", 4096) ?? throw new OvfProblem($"{pair.Place}: no Path"));

    private static Secret? ReadCustomData(OvfElement set)
    {
        if (set.VerbatimOf("CustomData", CustomDataLimit * 4 / 3) is not { } utf8) return null;
        // Not a string, because a string cannot be wiped.
        char[] base64 = Encoding.UTF8.GetChars(utf8);
        byte[] decoded = new byte[(base64.Length * 3 / 4) + 3];
        bool isBase64 = Convert.TryFromBase64Chars(base64.AsSpan().Trim(), decoded, out int length);
        var data = length > 0 ? new Secret(decoded[..length]) : null;
        Array.Clear(utf8);
        Array.Clear(base64);
        Array.Clear(decoded);
        return isBase64 ? data : throw new OvfProblem($"{set.Child("CustomData")!.Place}: not base64");
    }

    // An invalid value counts as absent: none of these flags affects security.
    private static bool? Flag(OvfElement settings, string name) => settings.TextOf(name)?.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => null,
    };
}
