using Daybreak.Simulator.Imds;
using YamlDotNet.RepresentationModel;

namespace Daybreak.Simulator.Scenarios;

/// <summary>The top of a scenario file.</summary>
internal static class ScenarioReader
{
    public static Scenario Read(YamlNode root, Problems problems, string directory)
    {
        var top = new Section(root, "a scenario", problems);
        var vm = top.Map("vm", "a VM") is { } section ? new VirtualMachineReader(problems, directory).Read(section) : new VirtualMachine();
        var imds = top.Map("imds", "settings of the metadata service") is { } settings ? Imds(settings) : new ImdsSettings();
        var faults = (top.List("faults", "faults") ?? []).Select((node, index) => FaultReader.Read(node, index, problems, directory)).ToList();
        top.End();
        return new Scenario(vm, imds, faults);
    }

    private static ImdsSettings Imds(Section section)
    {
        var newest = section.Parsed("newestApiVersion", $"a published api-version ({ApiVersions.All[0]} … {ApiVersions.All[^1]})", text => ApiVersions.All.Contains(text) ? text : null);
        var rateLimit = section.Parsed("rateLimit", "on or off", text => text is "on" or "off" ? text : null);
        section.End();
        return new ImdsSettings { NewestApiVersion = newest, RateLimited = rateLimit != "off" };
    }
}
