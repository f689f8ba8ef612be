using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Daybreak.Simulator.Tests.Discs;

namespace Daybreak.Simulator.Tests.Commands;

public sealed class DiscCommandTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private string Image => Path.Combine(_directory, "disc.iso");

    private UdfWalk Walk()
    {
        var walk = new UdfWalk(File.ReadAllBytes(Image));
        walk.Walk();
        return walk;
    }

    [Fact]
    public async Task Disc_matches_Azures_by_default()
    {
        Assert.Equal((0, "", ""), await Program.Run("disc", "--scenario", "happy", "--out", Image));

        var walk = Walk();
        Assert.Equal("UDF Volume", walk.VolumeIdentifier);
        Assert.Matches(@"^rd_rdfe_stable\.\d{6}-0000$", walk.Label);
        Assert.Contains("<wa:ProvisioningSection>", Encoding.UTF8.GetString(walk.Files["ovf-env.xml"]));
    }

    [Fact]
    public async Task Options_set_label_format_and_prefixes()
    {
        var scenario = Path.Combine(_directory, "s.yaml");
        File.WriteAllText(scenario, "vm: {customData: hello}");

        Assert.Equal((0, "", ""), await Program.Run("disc", "--scenario", scenario, "--out", Image, "--format", "bridge", "--prefixes", "ns", "--label", "MINE"));

        var walk = Walk();
        Assert.Equal("MINE", walk.Label);
        Assert.Contains("<ns1:ProvisioningSection>", Encoding.UTF8.GetString(walk.Files["ovf-env.xml"]));
        Assert.Equal("hello", Encoding.UTF8.GetString(walk.Files["CustomData.bin"]));
        Assert.Contains("ovf-env.xml", Tools.Run("genisoimage", "isoinfo", "", "-f", "-J", "-i", Image));
    }

    [Fact]
    public async Task Scenario_sets_the_format_and_the_document()
    {
        var scenario = Path.Combine(_directory, "s.yaml");
        File.WriteAllText(scenario, "disc: {present: false, format: bridge, label: CDROM, ovf: <not><closed>}");

        var (status, _, error) = await Program.Run("disc", "--scenario", scenario, "--out", Image);

        Assert.Equal(0, status);
        Assert.Contains("has no disc", error);
        var walk = Walk();
        Assert.Equal("CDROM", walk.Label);
        Assert.Equal("<not><closed>", Encoding.UTF8.GetString(walk.Files["ovf-env.xml"]));
    }

    [Theory]
    [InlineData("bridge", "ISO 9660 CD-ROM filesystem data")]
    [InlineData("iso9660", "ISO 9660 CD-ROM filesystem data")]
    public async Task File_recognises_the_disc(string format, string expected)
    {
        Assert.Equal(0, (await Program.Run("disc", "--out", Image, "--format", format)).Status);

        Assert.Contains(expected, Tools.Run("file", "file", "", "--brief", Image));
    }

    [Fact]
    public async Task Disc_and_server_have_the_same_fingerprints()
    {
        Assert.Equal(0, (await Program.Run("disc", "--scenario", "certificates-fips", "--out", Image)).Status);
        var ovf = Encoding.UTF8.GetString(Walk().Files["ovf-env.xml"]);
        using var served = Serve("certificates-fips", out var address);
        using var http = new HttpClient { DefaultRequestHeaders = { { "x-ms-version", "2012-11-30" } } };

        var goalState = XElement.Parse(await http.GetStringAsync(new Uri(address, "/machine?comp=goalstate")));
        var hosting = await http.GetStringAsync(goalState.Descendants("HostingEnvironmentConfig").Single().Value);

        var fingerprints = Regex.Matches(hosting, "sha1:([0-9A-F]{40})").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(2, fingerprints.Count);
        Assert.All(fingerprints, fingerprint => Assert.Contains($"<Fingerprint>{fingerprint}</Fingerprint>", ovf));
        served.Kill();
    }

    private static Process Serve(string scenario, out Uri address)
    {
        var process = Program.Start("run", "--wireserver", "127.0.0.1:0", "--scenario", scenario, "--for-seconds", "60");
        address = new Uri(process.StandardOutput.ReadLine()!.Split(' ')[^1]);
        return process;
    }

    [Theory]
    [InlineData(64, "disc")]
    [InlineData(64, "disc", "--out", "x", "--format", "fat")]
    [InlineData(64, "disc", "--out", "x", "--prefixes", "none")]
    [InlineData(64, "disc", "--out", "x", "--label", "a label that is longer than thirty characters")]
    [InlineData(65, "disc", "--out", "x", "--scenario", "unknown")]
    [InlineData(73, "disc", "--out", "/nowhere/disc.iso")]
    public async Task Exit_status_tells_the_kind_of_error(int expected, params string[] arguments)
    {
        var (status, output, error) = await Program.Run(arguments);

        Assert.Equal(expected, status);
        Assert.Empty(output);
        Assert.NotEmpty(error);
    }
}
