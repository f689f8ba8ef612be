using System.Net;
using System.Text;
using System.Xml.Linq;
using Daybreak.Simulator.Certificates;
using Daybreak.Simulator.Faults;
using Daybreak.Simulator.Media;
using Daybreak.Simulator.Scenarios;
using Daybreak.Simulator.Tests.Discs;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.Scenarios;

/// <summary>Every built-in scenario can be served and has a disc that allows a login.</summary>
public sealed class ScenarioLibraryTests
{
    private static readonly XNamespace Wa = "http://schemas.microsoft.com/windowsazure";

    public static TheoryData<string> Names => [.. ScenarioLibrary.Names];

    [Fact]
    public void Scenarios_are_distinct()
    {
        Assert.True(ScenarioLibrary.Names.Count >= 30);
        Assert.Distinct(ScenarioLibrary.Names.Select(ScenarioLibrary.Summary));
        Assert.Distinct(ScenarioLibrary.Names.Select(name => string.Join('\n', ScenarioLibrary.Find(name)!.Split('\n').Where(line => !line.StartsWith('#') && !line.StartsWith("  name:", StringComparison.Ordinal)))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_has_the_right_expectation(string name)
    {
        var expect = ScenarioFile.Load(name).Scenario!.Expect;

        Assert.Equal(
            name switch
            {
                // No report is accepted: the WireServer never answers, or only accepts signed requests.
                "wireserver-silent" or "metadata-security-enforced" => (ExpectedReport.None, ExpectedLogin.Any),
                // The custom data cannot be decoded.
                "custom-data-not-base64" => (ExpectedReport.NotReady, ExpectedLogin.Any),
                "preprovisioned-savable" => (ExpectedReport.Ready, ExpectedLogin.Any),
                "preprovisioned-os-disk" => (ExpectedReport.Ready, ExpectedLogin.No),
                _ => (ExpectedReport.Ready, ExpectedLogin.Yes),
            },
            (expect.Report, expect.Login));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_expects_a_report_if_the_platform_can_accept_one(string name)
    {
        var scenario = ScenarioFile.Load(name).Scenario!;
        // Faults with a count or an end are temporary.
        var lasting = scenario.Faults.Where(fault => fault.Times is null && fault.Until is null && (fault.On.Matches("wireserver.health") || fault.On.Matches("wireserver.goalState")));
        var neverTaken = scenario.WireServer.SignedRequestsOnly || lasting.Any(fault => fault.Replace is { Status: >= 300 } || fault.Delivery is not (Delivery.WholeAnswer or Delivery.Chunked));

        Assert.Equal(neverTaken, scenario.Expect.Report == ExpectedReport.None);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Disc_contains_user_and_credentials(string name)
    {
        var scenario = ScenarioFile.Load(name).Scenario!;
        using var certificates = CertificateStore.Create(scenario.Certificates, scenario.Vm.Id);

        var image = ProvisioningMedia.Image(scenario.Vm, certificates, scenario.Disc with { Format = Simulator.Discs.DiscFormat.Bridge }, DateTimeOffset.UnixEpoch);

        var walk = new UdfWalk(image.Bytes);
        walk.Walk();
        var ovf = XDocument.Parse(Encoding.UTF8.GetString(walk.Files["ovf-env.xml"]));
        Assert.Equal(scenario.Vm.HostName, ovf.Descendants(Wa + "HostName").Single().Value);
        Assert.Equal(scenario.Vm.User, ovf.Descendants(Wa + "UserName").Single().Value);
        Assert.True(ovf.Descendants(Wa + "PublicKey").Any() || ovf.Descendants(Wa + "UserPassword").Any());
    }

    // The first answers show the effect of the scenario. Temporary faults require requests soon after the start.
    [Theory]
    [MemberData(nameof(Names))]
    public async Task Scenario_can_be_served(string name)
    {
        await using var platform = await RunningPlatform.StartAsync(ScenarioLibrary.Find(name)!);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(2800));

        var imds = await Status(platform, platform.Imds, "/metadata/instance?api-version=2019-06-01", ("Metadata", "true"), soon.Token);
        var wire = await Status(platform, platform.WireServer, "/machine?comp=goalstate", ("x-ms-version", "2012-11-30"), soon.Token);

        Assert.Equal((Expected(name, "imds"), Expected(name, "wireserver")), (imds, wire));
    }

    private static async Task<string> Status(RunningPlatform platform, Uri server, string target, (string, string) header, CancellationToken soon)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, target));
        request.Headers.TryAddWithoutValidation(header.Item1, header.Item2);
        try
        {
            using var answer = await platform.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, soon);
            var body = new byte[8];
            await using var stream = await answer.Content.ReadAsStreamAsync(soon);
            var read = await stream.ReadAsync(body, soon);
            return answer.StatusCode == HttpStatusCode.OK && read > 0 ? $"200 {(char)body[0]}" : ((int)answer.StatusCode).ToString();
        }
        catch (OperationCanceledException)
        {
            return "silent";
        }
        catch (HttpRequestException)
        {
            return "broken";
        }
    }

    private static string Expected(string name, string server) => (name, server) switch
    {
        ("imds-garbage" or "imds-down", "imds") => "broken",
        ("imds-endless", "imds") => "200  ",
        ("imds-500-three-times", "imds") => "500",
        ("imds-throttled", "imds") => "429",
        ("imds-gone-5s" or "imds-gone-then-throttled", "imds") => "410",
        ("wireserver-silent", "wireserver") => "silent",
        ("wireserver-garbage" or "wireserver-dead-20s", "wireserver") => "broken",
        ("wireserver-503-twenty-times", "wireserver") => "503",
        ("wireserver-throttled", "wireserver") => "429",
        ("metadata-security-enforced", _) => "401",
        // The first request takes half of the time.
        ("slow", "wireserver") => "silent",
        (_, "imds") => name == "imds-html" ? "200 <" : "200 {",
        _ => "200 <",
    };
}
