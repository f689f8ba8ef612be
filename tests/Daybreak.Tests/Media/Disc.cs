using Daybreak.Tests.Rig;

namespace Daybreak.Tests.Media;

/// <summary>The provisioning media of a scenario, as the simulator writes it.</summary>
internal sealed class Disc : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("daybreak-media-").FullName;

    private Disc()
    {
    }

    public string Path => System.IO.Path.Combine(folder, "disc");

    /// <summary>Writes the disc.</summary>
    /// <param name="scenario">The scenario's YAML.</param>
    /// <param name="options">Of daybreak-simulator disc.</param>
    public static Disc Of(string scenario, params string[] options)
    {
        var disc = new Disc();
        string file = System.IO.Path.Combine(disc.folder, "scenario.yaml");
        File.WriteAllText(file, scenario);
        var written = Child.Run(Programs.Simulator, ["disc", "--scenario", file, "--out", disc.Path, .. options]);
        Assert.True(written.Exit == 0, $"{written}");
        return disc;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
