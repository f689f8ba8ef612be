using Daybreak.Configuration;
using Daybreak.Core;
using Daybreak.Machine;
using Daybreak.Machine.Kernel;
using Daybreak.Platform.Http;
using Daybreak.Platform.Kvp;
using Daybreak.Platform.Reports;
using Daybreak.Platform.WireServer;
using Daybreak.Provisioning.Reporting;
using Daybreak.Provisioning.Sources;
using Daybreak.Provisioning.Tests.Rig;
using Daybreak.Provisioning.Tests.Sources;

namespace Daybreak.Provisioning.Tests.Reporting;

public sealed class ReportsTests : IDisposable
{
    private const string GoalState = "<GoalState><Incarnation>7</Incarnation><Container><ContainerId>c-1</ContainerId><RoleInstanceList><RoleInstance><InstanceId>i-1</InstanceId></RoleInstance></RoleInstanceList></Container></GoalState>";

    private readonly ThrowAwayRoot root = new ThrowAwayRoot().Write(KvpPool.GuestToHost, "");
    private readonly VirtualTime time = new();
    private readonly List<string> logged = [];
    private readonly TinyServer platform;
    private Func<string, int> status = _ => 200;
    private string? poolThen;

    public ReportsTests() => platform = new TinyServer(request =>
    {
        poolThen = root.Has(KvpPool.GuestToHost) ? root.Read(KvpPool.GuestToHost) : null;
        return request.Contains("comp=goalstate", StringComparison.Ordinal) ? (200, GoalState) : (status(request), "");
    });

    public void Dispose()
    {
        platform.Dispose();
        root.Dispose();
    }

    [Fact]
    public void The_pool_shows_success_only_after_the_platform_accepted_Ready()
    {
        Assert.Null(Reports(HealthProtocol.Xml).Ready("id-1", In(60)).Failure);
        Assert.Equal("", poolThen);
        var record = Assert.Single(Pool.Read());
        Assert.Equal("PROVISIONING_REPORT", record.Key);
        Assert.Matches(@"^result=success\|agent=[^|]+\|pps_type=None\|vm_id=id-1\|timestamp=2026-03-01T12:00:", record.Value);
    }

    [Fact]
    public void The_pool_shows_a_report_that_was_not_accepted()
    {
        status = _ => 503;
        Assert.NotNull(Reports(HealthProtocol.Xml).Ready("id-1", In(60)).Failure);
        Assert.Contains("result=error|reason=http error 503 querying the WireServer|", string.Concat(Pool.Read().Select(record => record.Value)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_is_in_the_pool_before_it_is_reported_and_replaces_the_previous_one()
    {
        var reports = Reports(HealthProtocol.Xml);
        Assert.NotNull(reports.Failed(ReportDescription.Of("result=error|reason=" + new string('x', 3000)), In(60)));
        Assert.Contains("result=error", poolThen, StringComparison.Ordinal);
        Assert.Equal(3, Pool.Read().Count);
        reports.Ready("id-1", In(60));
        Assert.StartsWith("result=success", Assert.Single(Pool.Read()).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_WireServer_the_pool_shows_the_failure()
    {
        Assert.Null(new Reports(null, Channel, ProgressLog).Failed(new ReportDescription("for XML", "for JSON", "for the pool"), In(60)));
        Assert.Equal("for the pool", Assert.Single(Pool.Read()).Value);
    }

    [Fact]
    public void Without_a_pool_nothing_is_written()
    {
        File.Delete(root.Below(KvpPool.GuestToHost));
        var reports = Reports(HealthProtocol.Json);
        reports.Progress("id-1", "sources", TimeSpan.FromSeconds(1));
        reports.Ready("id-1", In(60));
        reports.Failed(ReportDescription.Of("result=error"), In(60));
        Assert.False(root.Has(KvpPool.GuestToHost));
        Assert.DoesNotContain(logged, line => line.Contains("pool", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Fact]
    public void Progress_is_in_the_pool()
    {
        Reports(HealthProtocol.Json).Progress("id-1", "sources", TimeSpan.FromMilliseconds(12.34));
        var record = Assert.Single(Pool.Read());
        Assert.EndsWith("|id-1|sources", record.Key, StringComparison.Ordinal);
        Assert.Equal("2026-03-01T12:00:00.000Z sources 12.3 ms", record.Value);
    }

    [Theory]
    [InlineData(HealthProtocol.Xml, 0, "goalstate health")]
    [InlineData(HealthProtocol.Json, 0, "/provisioning/health")]
    [InlineData(HealthProtocol.Xml, 501, "goalstate health /provisioning/health")]
    [InlineData(HealthProtocol.Xml, 404, "goalstate health goalstate health goalstate health /provisioning/health")]
    [InlineData(HealthProtocol.Json, 404, "/provisioning/health goalstate health")]
    [InlineData(HealthProtocol.Json, 400, "/provisioning/health goalstate health")]
    [InlineData(HealthProtocol.Json, 405, "/provisioning/health goalstate health")]
    public void Tries_the_configured_format_first_and_the_other_if_it_is_not_supported(HealthProtocol protocol, int refusal, string requests)
    {
        bool xmlFirst = protocol == HealthProtocol.Xml;
        status = request => refusal != 0 && request.StartsWith("POST /machine", StringComparison.Ordinal) == xmlFirst ? refusal : 201;
        Assert.Null(Reports(protocol).Ready("id-1", In(60)).Failure);
        Assert.Equal(requests, string.Join(' ', platform.Lines.Select(line => line.Split("comp=")[^1].Replace("POST ", "", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(HealthProtocol.Xml, "/machine?comp=health")]
    [InlineData(HealthProtocol.Json, "/provisioning/health")]
    public void If_neither_format_is_supported_the_failure_is_that_of_the_configured_one(HealthProtocol protocol, string target)
    {
        status = _ => 405;
        Assert.Contains(target, Reports(protocol).Ready("id-1", In(60)).Failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public void Does_not_change_the_format_if_the_server_is_busy(int busy)
    {
        int asked = 0;
        status = _ => asked++ < 4 ? busy : 201;
        Assert.Null(Reports(HealthProtocol.Json).Ready("id-1", In(600)).Failure);
        Assert.All(platform.Lines, line => Assert.Equal("POST /provisioning/health", line));
    }

    [Theory]
    [InlineData(202, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR", "SSH host key SHA256:")]
    [InlineData(400, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM3h0VYOQtWx75jRVLZGnwrkZqsoePpu7TVy+X+/KkKR", "the SSH host key is not reported: WireServer ")]
    [InlineData(202, null, "the SSH host key is not reported: there is no key in /etc/ssh")]
    [InlineData(202, "(a directory)", "the SSH host key is not reported: /etc/ssh/ssh_host_ed25519_key.pub is not a regular file: move it away")]
    public void Reports_the_host_key_or_warns(int answer, string? key, string line)
    {
        status = _ => answer;
        const string path = "/etc/ssh/ssh_host_ed25519_key.pub";
        if (key == "(a directory)") root.MakeDirectory(path);
        else if (key is not null) root.Write(path, key + "\n");
        Reports(HealthProtocol.Xml).HostKey(new MachineView(root.Directory, new NoKernel()), In(60));
        Assert.Contains(logged, said => said.Contains(line, StringComparison.Ordinal));
    }

    private KvpPool Pool => new(root.Below(KvpPool.GuestToHost), time.Clock);

    private KvpChannel Channel => new(Pool, time);

    private ProgressLog ProgressLog => new((weight, line) => logged.Add($"{weight} {line}"));

    private Deadline In(double seconds) => Deadline.In(TimeSpan.FromSeconds(seconds), time.Clock);

    private Reports Reports(HealthProtocol protocol)
    {
        var client = new WireServerClient(new RetryingHttpClient(new PlainHttpClient(time.Clock), _ => { }, new Random(1)), platform.Endpoint);
        return new Reports(new Reporter(client, new GoalStateSource(client, ProgressLog), protocol, ProgressLog), Channel, ProgressLog);
    }
}
