using System.Text;
using System.Text.Json.Nodes;
using static Microsoft.Playwright.Assertions;

namespace Daybreak.Simulator.Page.Tests;

/// <summary>Secrets never reach the browser, neither in the page nor in fetched data.</summary>
public sealed class SecretTests(Browser browser)
{
    private const string Scenario = """
        certificates: [{name: login, generate: rsa-2048}]
        vm:
          password: correct horse 1!
          userData: the user's own data
          customData: "#cloud-config\nmine: true\n"
          keyPairs: [{certificate: login, path: /root/key}]
        """;

    [Fact]
    public async Task Page_and_API_contain_no_secrets()
    {
        await using var visit = await Visit.StartAsync(browser, Scenario);
        await visit.AskImdsAsync("/metadata/instance/compute/userData?api-version=2021-12-13&format=text");
        await visit.ProvisionAsync("chpasswd: cannot set 'correct horse 1!' for azureuser");
        await Expect(visit.Rows).ToHaveCountAsync(4);
        var secrets = (string[])["correct horse", "the user's own data", Base64("the user's own data"), "mine: true", Base64("#cloud-config\nmine: true\n"), "PRIVATE KEY"];

        for (var number = 1; number <= 4; number++)
        {
            await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = $"Request {number}:" }).ClickAsync();
            await Expect(visit.Page.Locator("#documents-title")).ToContainTextAsync($"Request {number}:");
            await Expect(visit.Page.Locator("#request-headers")).Not.ToBeEmptyAsync();
            AssertFree(secrets, await visit.DocumentAsync());
            await visit.Page.Keyboard.PressAsync("Escape");
            var json = JsonNode.Parse(await visit.FetchAsync($"/api/requests/{number}"))!;
            AssertFree(secrets, json.ToJsonString() + json["answerBody"] + json["requestBody"]);
        }

        await visit.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Request 4:" }).ClickAsync();
        await Expect(visit.Page.Locator("#request-body")).ToContainTextAsync("chpasswd: cannot set &#39;••••••&#39; for azureuser");
        AssertFree(secrets, await visit.FetchAsync("/api/state"));
        visit.AssertQuiet();
    }

    private static void AssertFree(string[] secrets, string text) => Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
