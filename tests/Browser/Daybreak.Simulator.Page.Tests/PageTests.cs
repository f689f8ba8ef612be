using System.Net;
using Daybreak.Simulator.Scenarios;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Daybreak.Simulator.Page.Tests;

public sealed class PageTests(Browser browser)
{
    [Fact]
    public async Task Shows_a_provisioning_live_in_every_section()
    {
        await using var visit = await Visit.StartAsync(browser);
        await Expect(visit.Page).ToHaveTitleAsync("first-light · Simulated Azure host");
        await Expect(visit.Page.Locator("#no-vms")).ToBeVisibleAsync();

        await visit.ProvisionAsync();

        await Expect(visit.Rows).ToHaveCountAsync(3);
        await Expect(visit.Bars).ToHaveCountAsync(3);
        await Expect(visit.Page.Locator("#vms tbody tr")).ToContainTextAsync("127.0.0.1Ready");
        await Expect(visit.Page.Locator("#timeline figcaption")).ToContainTextAsync("Provisioning 1 of 127.0.0.1: Ready");
        Assert.Single(visit.Requested, address => address == visit.Address + "/"); // no reload

        await visit.ProvisionAsync("no disk");

        await Expect(visit.Page.Locator("#timeline figure")).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator("#vms tbody tr")).ToContainTextAsync("NotReady");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Bars_show_start_and_duration_of_each_request()
    {
        await using var visit = await Visit.StartAsync(browser, "faults: [{on: wireserver.goalState, after: 1, delay: 500ms}]");
        await visit.ProvisionAsync(); // warm-up

        await visit.ProvisionAsync();
        await Expect(visit.Bars).ToHaveCountAsync(6);

        var bars = await visit.Page.Locator("#timeline figure").First.Locator("rect.bar").EvaluateAllAsync<double[][]>("all => all.map(bar => [bar.getBBox().x, bar.getBBox().width])");
        Assert.True(bars[1][1] > 5 * bars[0][1] && bars[1][1] > 5 * bars[2][1], "the slow answer's bar is not the longest");
        Assert.True(bars[0][0] < bars[1][0] && bars[1][0] + bars[1][1] <= bars[2][0] + 1, "bars overlap");
        await Expect(visit.Page.Locator("#timeline circle.fault")).ToHaveCountAsync(1);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Fault_button_affects_the_given_number_of_requests()
    {
        await using var visit = await Visit.StartAsync(browser);
        await visit.Page.GetByLabel("Apply a fault to the next").FillAsync("2");

        await visit.PressAsync("imds-429");

        await Expect(visit.Page.Locator("#active li")).ToContainTextAsync("2 requests left");
        await Expect(visit.Page.Locator("button[data-fault=imds-429]")).ToHaveAttributeAsync("aria-pressed", "true");
        Assert.Equal(HttpStatusCode.TooManyRequests, await visit.AskImdsAsync("/metadata/versions"));
        await Expect(visit.Page.Locator("#active li")).ToContainTextAsync("1 request left");
        Assert.Equal(HttpStatusCode.TooManyRequests, await visit.AskImdsAsync("/metadata/versions"));
        Assert.Equal(HttpStatusCode.OK, await visit.AskImdsAsync("/metadata/versions"));
        await Expect(visit.Page.Locator("#active li")).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("button[data-fault=imds-429]")).ToHaveAttributeAsync("aria-pressed", "false");
        await Expect(visit.Rows.Nth(2)).ToContainTextAsync("fault page: imds-429");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Shows_and_switches_off_a_fault_added_through_the_control_endpoint()
    {
        await using var visit = await Visit.StartAsync(browser);
        visit.Faults.SwitchOn(ScenarioFile.ParseFaults("{on: imds.versions, status: 418, after: 2}").Faults);

        await Expect(visit.Page.Locator("#active li")).ToContainTextAsync("imds.versions: status 418");
        await Expect(visit.Page.Locator("#active .left")).ToHaveTextAsync("after 2 requests, until switched off");
        Assert.Equal(HttpStatusCode.OK, await visit.AskImdsAsync("/metadata/versions"));
        await Expect(visit.Page.Locator("#active .left")).ToHaveTextAsync("after 1 request, until switched off");

        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Switch off imds.versions: status 418" }).ClickAsync();

        await Expect(visit.Page.Locator("#no-active")).ToBeVisibleAsync();
        Assert.Empty(visit.Faults.On);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Fault_with_a_time_limit_can_be_switched_off()
    {
        await using var visit = await Visit.StartAsync(browser);
        await visit.Page.GetByLabel("Unit").SelectOptionAsync("seconds");
        await visit.Page.GetByLabel("Apply a fault to the next").FillAsync("300");
        await visit.PressAsync("imds-500");
        await Expect(visit.Page.Locator("#active li")).ToContainTextAsync("s left");
        Assert.Equal(HttpStatusCode.InternalServerError, await visit.AskImdsAsync("/metadata/versions"));

        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Switch off Instance metadata service: 500" }).ClickAsync();

        await Expect(visit.Page.Locator("#no-active")).ToBeVisibleAsync();
        Assert.Equal(HttpStatusCode.OK, await visit.AskImdsAsync("/metadata/versions"));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Advances_the_incarnation_of_the_goal_state()
    {
        await using var visit = await Visit.StartAsync(browser);

        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Advance the incarnation" }).ClickAsync();

        await Expect(visit.Page.Locator("#message")).ToHaveTextAsync("The incarnation is now 2.");
        await visit.ProvisionAsync();
        await visit.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Request 2:" }).ClickAsync();
        await Expect(visit.Page.Locator("#answer-body")).ToContainTextAsync("<Incarnation>2</Incarnation>");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Works_with_the_keyboard_alone()
    {
        await using var visit = await Visit.StartAsync(browser);
        await visit.AskImdsAsync("/metadata/versions");
        await Expect(visit.Rows).ToHaveCountAsync(1);

        await TabToAsync(visit.Page, "[data-fault=imds-410]");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#message")).ToContainTextAsync("410 is on");
        await TabToAsync(visit.Page, "#log button");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Expect(visit.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Shows_a_lost_connection()
    {
        await using var visit = await Visit.StartAsync(browser);

        await visit.StopPageAsync();

        await Expect(visit.Page.Locator("#connection")).ToHaveTextAsync("connection lost, reconnecting");
    }

    [Theory]
    [InlineData(320, ColorScheme.Light)]
    [InlineData(320, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Fits_the_width_and_has_sufficient_contrast(int width, ColorScheme scheme)
    {
        await using var visit = await Visit.StartAsync(browser, width: width, scheme: scheme);
        await visit.ProvisionAsync();
        await visit.PressAsync("health-503");
        await Expect(visit.Bars).ToHaveCountAsync(3);

        Assert.True(await visit.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page scrolls sideways");
        var contrasts = await visit.Page.EvaluateAsync<Contrast[]>(Contrast.Script);
        Assert.True(contrasts.Length > 30);
        Assert.All(contrasts, one => Assert.True(one.Ratio >= 4.5, $"'{one.Text}' has a contrast of {one.Ratio:0.0} in {scheme}"));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Every_control_has_a_name_and_headings_are_in_order()
    {
        await using var visit = await Visit.StartAsync(browser);
        await visit.ProvisionAsync();
        await Expect(visit.Bars).ToHaveCountAsync(3);

        foreach (var role in (AriaRole[])[AriaRole.Button, AriaRole.Spinbutton, AriaRole.Combobox, AriaRole.Img, AriaRole.Region, AriaRole.Form])
        {
            var named = await visit.Page.GetByRole(role, new PageGetByRoleOptions { NameRegex = new(".+") }).CountAsync();
            Assert.Equal(await visit.Page.GetByRole(role).CountAsync(), named);
            Assert.True(named > 0, $"no {role}");
        }
        Assert.Equal(["H1", "H2", "H2", "H2", "H3", "H2"], await visit.Page.EvaluateAsync<string[]>("[...document.querySelectorAll('main h2, main h3, header h1')].map(one => one.tagName)"));
        Assert.Equal("en", await visit.Page.EvaluateAsync<string>("document.documentElement.lang"));
        Assert.False(await visit.Page.EvaluateAsync<bool>("[...document.querySelectorAll('*')].some(one => [...one.attributes].some(attribute => /^on|^style$/.test(attribute.name)))"), "an inline handler or style");
        visit.AssertQuiet();
    }

    private static async Task TabToAsync(IPage page, string selector)
    {
        for (var presses = 0; presses < 80; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector)) return;
        }
        Assert.Fail($"{selector} is not reached with the Tab key");
    }
}
