using EndToEnd.Images;
using EndToEnd.Platforms;

namespace EndToEnd.Media;

/// <summary>The provisioning disc of a scenario's VM, written by the simulator.</summary>
public static class ProvisioningDisc
{
    /// <summary>Writes the disc.</summary>
    /// <returns>The path of the image.</returns>
    public static async Task<string> WriteAsync(Scenario scenario, string format = "udf")
    {
        var directory = RunDirectory.New("disc");
        var file = Path.Combine(directory, "scenario.yaml");
        var image = Path.Combine(directory, "disc.iso");
        await File.WriteAllTextAsync(file, scenario.ToYaml());
        (await new Command(Repository.Simulator, "disc", "--scenario", file, "--format", format, "--out", image).RunAsync()).Succeeded();
        return image;
    }
}
