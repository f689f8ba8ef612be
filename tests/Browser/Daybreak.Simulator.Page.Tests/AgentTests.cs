using Daybreak.Tests.Rig;
using static Microsoft.Playwright.Assertions;

namespace Daybreak.Simulator.Page.Tests;

/// <summary>Runs the real agent against a platform with an open page.</summary>
public sealed class AgentTests(Browser browser)
{
    private const string PictureVariable = "DAYBREAK_SCREENSHOT";

    private const string Scenario = $$"""
        vm:
          id: {{Daybreak.Tests.Rig.Simulator.VmId}}
          name: web-7
          userData: the user's own data
          publicKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR azureuser@example]
        """;

    [Fact]
    public async Task Page_shows_the_agent_become_ready_despite_three_faults()
    {
        await using var visit = await Visit.StartAsync(browser, Scenario, height: 1090);
        using var machine = MachineRoot.Debian();
        await visit.Page.GetByLabel("Apply a fault to the next").FillAsync("2");
        await visit.PressAsync("imds-410");
        await visit.Page.GetByLabel("Apply a fault to the next").FillAsync("1");
        await visit.PressAsync("health-503");
        await visit.PressAsync("goalstate-slow");
        await Expect(visit.Page.Locator("#active li")).ToHaveCountAsync(3);

        var ended = await Task.Run(() => Child.Run(Programs.Agent, ["provision", "--root", machine.Path, "--media", "none", "--imds", visit.Imds, "--wireserver", visit.WireServer]), TestContext.Current.CancellationToken);

        Assert.True(ended.Exit == 0, ended.ToString());
        await Expect(visit.Page.Locator("#vms tbody tr")).ToContainTextAsync("Ready");
        await Expect(visit.Page.Locator("#timeline circle.fault")).ToHaveCountAsync(4);
        await Expect(visit.Page.Locator("#active li")).ToHaveCountAsync(0);
        visit.AssertQuiet();
        await PictureAsync(visit);
    }

    // eng/screenshot.sh uses this test to create the picture in the docs.
    private static async Task PictureAsync(Visit visit)
    {
        if (Environment.GetEnvironmentVariable(PictureVariable) is not { Length: > 0 } file) return;
        await visit.Page.GetByLabel("Apply a fault to the next").FillAsync("3");
        await visit.PressAsync("imds-429");
        await Expect(visit.Page.Locator("#active li")).ToHaveCountAsync(1);
        await visit.Page.Locator("h1").ClickAsync();
        await visit.Page.ScreenshotAsync(new Microsoft.Playwright.PageScreenshotOptions { Path = file });
    }
}
