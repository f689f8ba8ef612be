namespace Daybreak.Simulator.WireServer;

/// <summary>Handles the reports of a VM: health in both formats, role properties, telemetry.</summary>
internal sealed class Reports(HostState host)
{
    public const string AgentNameHeader = "x-ms-guest-agent-name";
    private const string IncarnationHeader = "x-ms-latest-goal-state-incarnation-number";
    private const string Ready = "Ready";
    private const int TelemetryLimit = 64 * 1024;

    // The limits that the Azure Linux agent observes: 15 requests in 15 seconds, bodies of 64 KiB.
    private readonly RateLimit _telemetry = new(15, TimeSpan.FromSeconds(15), host.Time);

    public Answer Health(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (XmlText.Read(request, misbehaviour) is not { } root) return WireError.Answer(400, WireError.BadRequest);
        var vm = host.Vm;
        var (status, reason, state) = new HealthReport(vm, misbehaviour).Check(root);
        // Refused reports get the header, too: it shows the client that its goal state is outdated.
        var incarnation = KeyValuePair.Create(IncarnationHeader, vm.Incarnation.ToString(CultureInfo.InvariantCulture));
        if (status != 0) return WireError.Answer(status, reason) with { Headers = [incarnation] };
        return Accepted(200, state, incarnation);
    }

    public Answer ProvisioningState(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (request.MediaType != "application/json")
            misbehaviour.Add(new Misbehaviour("content-type", $"The Content-Type is '{request.Headers.ContentType}', expected application/json."));
        else if (string.IsNullOrWhiteSpace(request.Headers[AgentNameHeader]))
            misbehaviour.Add(new Misbehaviour(AgentNameHeader, $"The header {AgentNameHeader} is missing."));
        else if (ProvisioningHealth.Problem(request.Body, out var state) is { } problem)
            misbehaviour.Add(new Misbehaviour("health-document", problem));
        else
            return Accepted(201, state);
        return Answer.Empty(400);
    }

    private Answer Accepted(int status, string state, params IReadOnlyList<KeyValuePair<string, string>> headers) =>
        Answer.Empty(status, headers) with { Effect = state == Ready ? host.ReportReady : null };

    public Answer Properties(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (XmlText.Read(request, misbehaviour) is not { } root) return WireError.Answer(400, WireError.BadRequest);
        return RoleProperties.Problem(root, host.Vm) is { } problem
            ? Refused(misbehaviour, "role-properties-document", problem)
            : Answer.Empty(202);
    }

    public Answer Telemetry(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (!_telemetry.Admit(request.Client.Address))
        {
            misbehaviour.Add(new Misbehaviour("rate-limit", "More than 15 telemetry requests in 15 seconds."));
            return Answer.Empty(429, KeyValuePair.Create("Retry-After", "15"));
        }
        if (request.Body.Length > TelemetryLimit) return Refused(misbehaviour, "telemetry-document", "The body is larger than 64 KiB.");
        if (XmlText.Read(request, misbehaviour) is not { } root) return WireError.Answer(400, WireError.BadRequest);
        return root.Name == "TelemetryData" && root.Elements("Provider").Any() && root.Elements("Provider").All(HasId)
            ? Answer.Empty(200)
            : Refused(misbehaviour, "telemetry-document", "Expected TelemetryData with a Provider that has an id.");
    }

    /// <summary>Handles the Azure Linux agent's observations of the host's services.</summary>
    public static Answer Observations(PlatformRequest request, ICollection<Misbehaviour> misbehaviour)
    {
        if (JsonBody.Problem(request.Body, "Api", "Version", "Source", "Observations") is not { } problem) return Answer.Empty(200);
        misbehaviour.Add(new Misbehaviour("health-service-document", problem));
        return Answer.Empty(400);
    }

    private static bool HasId(XElement provider) => Guid.TryParse((string?)provider.Attribute("id"), out _);

    private static Answer Refused(ICollection<Misbehaviour> misbehaviour, string rule, string what)
    {
        misbehaviour.Add(new Misbehaviour(rule, what));
        return WireError.Answer(400, WireError.BadRequest);
    }
}
