using System.Text.Json;

namespace Daybreak.CustomData.Unpack;

/// <summary>Tells by the first bytes what custom data is, as cloud-init tells it (https://cloudinit.readthedocs.io, "User-data formats").</summary>
public static class Recognition
{
    /// <summary>What it is.</summary>
    public static ContentKind Of(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return ContentKind.Empty;
        if (Gzip.IsGzip(data)) return ContentKind.Gzip;
        if (data.StartsWith("\uFEFF"u8)) data = data[3..];
        var text = data.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty) return ContentKind.Empty;
        if (text.StartsWith("#!"u8)) return ContentKind.Script;
        int end = text.IndexOf((byte)'\n');
        string first = Encoding.UTF8.GetString(text[..Math.Min(end < 0 ? text.Length : end, 200)]).TrimEnd();
        if (first.StartsWith("#cloud-config-archive", StringComparison.OrdinalIgnoreCase)) return ContentKind.CloudConfigArchive;
        if (first.StartsWith("#cloud-config-jsonp", StringComparison.OrdinalIgnoreCase)) return ContentKind.CloudConfigPatch;
        if (first.StartsWith("#cloud-config", StringComparison.OrdinalIgnoreCase)) return ContentKind.CloudConfig;
        if (first.StartsWith("#cloud-boothook", StringComparison.OrdinalIgnoreCase)) return ContentKind.BootHook;
        if (first.StartsWith("#include", StringComparison.OrdinalIgnoreCase)) return ContentKind.Include;
        if (first.StartsWith("#part-handler", StringComparison.OrdinalIgnoreCase)) return ContentKind.PartHandler;
        if (first.StartsWith("## template:", StringComparison.OrdinalIgnoreCase)) return ContentKind.Jinja;
        if (IsHeader(first)) return ContentKind.Multipart;
        return text[0] == '{' && IsIgnition(text) ? ContentKind.Ignition : ContentKind.Other;
    }

    /// <summary>The name of a handler for it, which is also how it is called to people.</summary>
    public static string Name(ContentKind kind) => kind switch
    {
        ContentKind.Script => "x-shellscript",
        ContentKind.CloudConfig => "cloud-config",
        ContentKind.BootHook => "cloud-boothook",
        ContentKind.Multipart => "multipart",
        ContentKind.Gzip => "gzip",
        ContentKind.Ignition => "ignition",
        ContentKind.Include => "x-include-url",
        ContentKind.Jinja => "jinja2",
        ContentKind.CloudConfigArchive => "cloud-config-archive",
        ContentKind.CloudConfigPatch => "cloud-config-jsonp",
        ContentKind.PartHandler => "part-handler",
        ContentKind.Empty => "empty",
        _ => "unknown",
    };

    private static bool IsHeader(string line) =>
        line.StartsWith("MIME-Version:", StringComparison.OrdinalIgnoreCase)
        || line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase);

    private static bool IsIgnition(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            return document.RootElement.TryGetProperty("ignition", out var ignition) && ignition.ValueKind == JsonValueKind.Object && ignition.TryGetProperty("version", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
