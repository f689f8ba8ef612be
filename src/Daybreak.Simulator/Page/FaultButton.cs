namespace Daybreak.Simulator.Page;

/// <summary>A fault that the page offers as a button.</summary>
/// <param name="Id">Its short name.</param>
/// <param name="Group">The affected service, as a heading.</param>
/// <param name="Label">The button's label.</param>
/// <param name="Explanation">A sentence that describes the effect.</param>
/// <param name="On">The affected requests.</param>
/// <param name="Fault">The fault.</param>
public sealed record FaultButton(string Id, string Group, string Label, string Explanation, IReadOnlyList<OperationPattern> On, Fault Fault)
{
    private const string Imds = "Instance metadata service";
    private const string WireServer = "WireServer";
    private const string Health = "Health reports";
    private const string Plugin = "HostGAPlugin";
    private const string Everything = "Every service";
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

    /// <summary>All buttons, in the page's order.</summary>
    public static IReadOnlyList<FaultButton> All { get; } =
    [
        Make("imds-429", Imds, "429", "Too many requests, Retry-After 1.", ["imds.*"], replace: Error(429, "Too many requests", new RetryAfter("1", null))),
        Make("imds-410", Imds, "410", "Gone, as in the first seconds of a VM.", ["imds.*"], replace: Error(410, "Gone")),
        Make("imds-500", Imds, "500", "Internal error.", ["imds.*"], replace: Error(500, "Internal server error")),
        Make("imds-404", Imds, "404", "Not found.", ["imds.*"], replace: Error(404, "Not found")),
        Make("imds-401", Imds, "401", "Unsigned requests are refused, as with an enforced metadata security protocol.", ["imds.*"], replace: Error(401, "Unauthorized")),
        Make("imds-dead", Imds, "Dead", "The connection is reset.", ["imds.*"], delivery: new Delivery.Dropped()),
        Make("imds-slow", Imds, "Slow", "Every answer takes three seconds.", ["imds.*"], delay: Slow),
        Make("imds-cut", Imds, "Cut short", "The answer is truncated after 300 bytes.", ["imds.*"], delivery: new Delivery.Truncated(300)),

        Make("wireserver-dead", WireServer, "Dead", "The connection is reset.", ["wireserver.*"], delivery: new Delivery.Dropped()),
        Make("wireserver-silent", WireServer, "Silent", "Requests are accepted but never answered.", ["wireserver.*"], delivery: new Delivery.Silent()),
        Make("wireserver-503", WireServer, "503", "Not ready, Retry-After 1.", ["wireserver.*"], replace: Empty(503, new RetryAfter("1", null))),
        Make("wireserver-401", WireServer, "401", "Unsigned requests are refused, as with an enforced metadata security protocol.", ["wireserver.*"], replace: Empty(401)),
        Make("wireserver-slow", WireServer, "Slow", "Every answer takes three seconds.", ["wireserver.*"], delay: Slow),
        Make("wireserver-cut", WireServer, "Cut short", "The answer is truncated after 300 bytes.", ["wireserver.*"], delivery: new Delivery.Truncated(300)),
        Make("goalstate-slow", WireServer, "Slow goal state", "The goal state takes a second.", [Operations.WireServerGoalState], delay: TimeSpan.FromSeconds(1)),
        Make("goalstate-410", WireServer, "Goal state gone", "410 for the goal state and its links, as during a change.", [Operations.WireServerGoalState, Operations.WireServerCertificates, Operations.WireServerHostingEnvironment, Operations.WireServerSharedConfig, Operations.WireServerExtensions], replace: Empty(410)),

        Make("health-503", Health, "503", "The report is refused, Retry-After 1.", [Operations.WireServerHealth, Operations.WireServerProvisioningHealth], replace: Empty(503, new RetryAfter("1", null))),
        Make("health-429", Health, "429", "Too many reports, Retry-After 2.", [Operations.WireServerHealth, Operations.WireServerProvisioningHealth], replace: Empty(429, new RetryAfter("2", null))),
        Make("health-dead", Health, "Dead", "The connection is reset.", [Operations.WireServerHealth, Operations.WireServerProvisioningHealth], delivery: new Delivery.Dropped()),

        Make("hostgaplugin-503", Plugin, "503", "Not ready, Retry-After 1.", ["hostgaplugin.*"], replace: Empty(503, new RetryAfter("1", null))),
        Make("hostgaplugin-dead", Plugin, "Dead", "The connection is reset.", ["hostgaplugin.*"], delivery: new Delivery.Dropped()),

        Make("all-garbage", Everything, "Garbage", "Bytes that are not HTTP.", ["*"], delivery: new Delivery.Garbage()),
        Make("all-chunked", Everything, "Chunked", "Every answer is sent in chunks.", ["*"], delivery: new Delivery.Chunked()),
    ];

    /// <summary>The button with an id, or <see langword="null"/>.</summary>
    public static FaultButton? Find(string id) => All.FirstOrDefault(button => button.Id == id);

    private static FaultButton Make(string id, string group, string label, string explanation, string[] on, Replacement? replace = null, Delivery? delivery = null, TimeSpan delay = default)
    {
        IReadOnlyList<OperationPattern> patterns = [.. on.Select(text => new OperationPattern(text))];
        return new FaultButton(id, group, label, explanation, patterns, new Fault { Place = "page", On = patterns[0], Replace = replace, Delivery = delivery ?? Delivery.Whole, Delay = delay });
    }

    private static Replacement Error(int status, string error, RetryAfter? retryAfter = null) =>
        new(status, Encoding.UTF8.GetBytes($$"""{"error":"{{error}}"}"""), "application/json; charset=utf-8", retryAfter);

    private static Replacement Empty(int status, RetryAfter? retryAfter = null) => new(status, ReadOnlyMemory<byte>.Empty, null, retryAfter);
}
