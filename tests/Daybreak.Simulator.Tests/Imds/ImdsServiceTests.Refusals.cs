using System.Net;
using Daybreak.Simulator.Tests.Hosting;

namespace Daybreak.Simulator.Tests.Imds;

public sealed partial class ImdsServiceTests
{
    [Theory]
    [InlineData("")]
    [InlineData("false")]
    [InlineData("yes")]
    public async Task Rejects_requests_without_the_metadata_header(string value)
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(platform.Imds, $"/metadata/instance?{Latest}")), ("Metadata", value));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("""{"error":"Bad request. Required metadata header not specified"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(["metadata-header"], platform.Rules());
    }

    [Fact]
    public async Task Metadata_header_is_case_insensitive()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.Send(new HttpRequestMessage(HttpMethod.Get, new Uri(platform.Imds, $"/metadata/instance?{Latest}")), ("metadata", "True"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Rejects_forwarded_requests()
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.GetImds($"/metadata/instance?{Latest}", ("X-Forwarded-For", "10.0.0.9"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["x-forwarded-for"], platform.Rules());
    }

    [Theory]
    [InlineData("/metadata/instance?api-version=2025-04-07&api-version=2025-04-07")]
    [InlineData("/metadata/instance?api-version=2025-04-07&format=json&format=text")]
    public async Task Rejects_duplicate_query_parameters(string target)
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.GetImds(target);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(["duplicate-query"], platform.Rules());
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("HEAD")]
    public async Task Allows_only_GET(string method)
    {
        await using var platform = await RunningPlatform.StartAsync();

        using var answer = await platform.Send(new HttpRequestMessage(new HttpMethod(method), new Uri(platform.Imds, $"/metadata/instance?{Latest}")), ("Metadata", "true"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET"], answer.Content.Headers.Allow);
        Assert.Equal(["method"], platform.Rules());
    }
}
