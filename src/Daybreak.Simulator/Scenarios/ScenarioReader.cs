using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Imds;
using YamlDotNet.RepresentationModel;

namespace Daybreak.Simulator.Scenarios;

/// <summary>The top of a scenario file.</summary>
internal static class ScenarioReader
{
    public static Scenario Read(YamlNode root, Problems problems, string directory)
    {
        var top = new Section(root, "a scenario", problems);
        var certificates = (top.List("certificates", "certificates") ?? []).Select((node, index) => CertificateReader.Read(node, index, problems, directory)).ToList();
        CertificateReader.RefuseSameNames(certificates, top, problems);
        var names = certificates.Select(certificate => certificate.Name).ToList();
        var vm = top.Map("vm", "a VM") is { } section ? new VirtualMachineReader(problems, directory, names).Read(section) : new VirtualMachine();
        var imds = top.Map("imds", "settings of the metadata service") is { } settings ? Imds(settings) : new ImdsSettings();
        var packaging = top.Map("wireserver", "settings of the WireServer") is { } choices ? Packaging(choices) : new CertificatePackaging();
        var faults = (top.List("faults", "faults") ?? []).Select((node, index) => FaultReader.Read(node, index, problems, directory)).ToList();
        top.End();
        return new Scenario(vm, imds, certificates, packaging, faults);
    }

    private static CertificatePackaging Packaging(Section section)
    {
        var transport = section.Parsed("keyTransport", "auto, pkcs1 or oaep", text => text is "auto" or "pkcs1" or "oaep" ? text : null);
        var pfx = section.Parsed("pfx", "legacy or modern", text => text is "legacy" or "modern" ? text : null);
        section.End();
        return new CertificatePackaging { Oaep = transport is null or "auto" ? null : transport == "oaep", ModernPfx = pfx == "modern" };
    }

    private static ImdsSettings Imds(Section section)
    {
        var newest = section.Parsed("newestApiVersion", $"a published api-version ({ApiVersions.All[0]} … {ApiVersions.All[^1]})", text => ApiVersions.All.Contains(text) ? text : null);
        var rateLimit = section.Parsed("rateLimit", "on or off", text => text is "on" or "off" ? text : null);
        section.End();
        return new ImdsSettings { NewestApiVersion = newest, RateLimited = rateLimit != "off" };
    }
}
