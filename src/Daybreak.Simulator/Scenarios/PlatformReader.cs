using Daybreak.Simulator.Discs;
using Daybreak.Simulator.Imds;
using Daybreak.Simulator.Media;

namespace Daybreak.Simulator.Scenarios;

/// <summary>Reads the sections <c>imds:</c>, <c>wireserver:</c>, <c>disc:</c> and <c>dhcp:</c>.</summary>
internal static class PlatformReader
{
    private const int MaximumOvfBytes = 1024 * 1024;

    public static ImdsSettings Imds(Section section)
    {
        var newest = section.Parsed("newestApiVersion", $"a published api-version ({ApiVersions.All[0]} … {ApiVersions.All[^1]})", text => ApiVersions.All.Contains(text) ? text : null);
        var rateLimit = OnOrOff(section, "rateLimit");
        var order = section.Parsed("interfaceOrder", "listed, reversed or varying", text => text is "listed" or "reversed" or "varying" ? text : null);
        var settings = new ImdsSettings
        {
            NewestApiVersion = newest,
            RateLimited = rateLimit ?? true,
            GoneFor = section.Time("goneFor") ?? TimeSpan.Zero,
            InterfaceOrder = order is null ? InterfaceOrder.Listed : Enum.Parse<InterfaceOrder>(order, ignoreCase: true),
            ReprovisionAfter = section.Time("reprovisionAfter") ?? TimeSpan.Zero,
            SignedRequestsOnly = Security(section),
        };
        section.End();
        return settings;
    }

    public static (WireServerSettings Settings, CertificatePackaging Packaging) WireServer(Section section)
    {
        var transport = section.Parsed("keyTransport", "auto, pkcs1 or oaep", text => text is "auto" or "pkcs1" or "oaep" ? text : null);
        var pfx = section.Parsed("pfx", "legacy, rc2 or modern", text => text is "legacy" or "rc2" or "modern" ? text : null);
        var settings = new WireServerSettings
        {
            AdvanceEvery = section.Time("advanceEvery") is { } every && every > TimeSpan.Zero ? every : null,
            AdvanceAfterGoalStates = section.Integer("advanceAfterGoalStates", 1, int.MaxValue),
            VmSettings = OnOrOff(section, "vmSettings") ?? false,
            SignedRequestsOnly = Security(section),
        };
        section.End();
        return (settings, new CertificatePackaging
        {
            Oaep = transport is null or "auto" ? null : transport == "oaep",
            Pfx = pfx is null ? PfxForm.Legacy : Enum.Parse<PfxForm>(pfx, ignoreCase: true),
        });
    }

    public static DiscSettings Disc(Section section, Problems problems, string directory)
    {
        var format = section.Parsed("format", "udf, bridge or iso9660", text => text is "udf" or "bridge" or "iso9660" ? text : null);
        var prefixes = section.Parsed("prefixes", "wa, ns or default", text => text is "wa" or "ns" or "default" ? text : null);
        var label = section.Parsed("label", FormattableString.Invariant($"1 to {DiscImage.LabelLimit} ASCII characters"), text => text.Length is 0 or > DiscImage.LabelLimit || text.Any(character => character is < ' ' or > '~') ? null : text);
        var text = section.Text("ovf");
        var file = Attachment.Read(section, "ovfFile", directory, MaximumOvfBytes, problems);
        if (text is not null && section.Has("ovfFile")) problems.Add(section.At("ovfFile"), "expected only one of 'ovf' and 'ovfFile'");
        var settings = new DiscSettings
        {
            Present = section.Flag("present") ?? true,
            AppearsAfter = section.Time("appearsAfter") ?? TimeSpan.Zero,
            Format = format is null ? DiscFormat.Udf : Enum.Parse<DiscFormat>(format, ignoreCase: true),
            Prefixes = prefixes is null ? OvfPrefixes.Wa : Enum.Parse<OvfPrefixes>(prefixes, ignoreCase: true),
            Label = label,
            Ovf = text is null ? file : Encoding.UTF8.GetBytes(text),
        };
        if (!settings.Present && section.Has("appearsAfter")) problems.Add(section.At("appearsAfter"), "'appearsAfter' cannot be combined with 'present: false'");
        section.End();
        return settings;
    }

    public static DhcpSettings Dhcp(Section section)
    {
        var settings = new DhcpSettings
        {
            WireServerOption = section.Flag("option245") ?? true,
            RoutesOption = section.Flag("option121") ?? true,
            AnswersAfter = section.Time("answersAfter") ?? TimeSpan.Zero,
        };
        section.End();
        return settings;
    }

    private static bool Security(Section section) =>
        section.Parsed("metadataSecurity", "off or enforce", text => text is "off" or "enforce" ? text : null) == "enforce";

    private static bool? OnOrOff(Section section, string key) =>
        section.Parsed(key, "on or off", text => text is "on" or "off" ? text : null) is { } text ? text == "on" : null;
}
