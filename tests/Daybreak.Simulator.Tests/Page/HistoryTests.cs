using Daybreak.Simulator.Log;
using Daybreak.Simulator.Page;

namespace Daybreak.Simulator.Tests.Page;

public sealed class HistoryTests
{
    private static LogEntry Entry(string operation, int status = 200, string? body = null, string client = "127.0.0.1:1000") => new()
    {
        Sequence = 1,
        Time = "2026-01-01T00:00:00.000Z",
        SinceStartMs = 0,
        Server = "imds",
        Client = client,
        DurationMs = 1,
        Operation = operation,
        Body = body,
        Answer = new LoggedAnswer(status, new Dictionary<string, string>(), "", 0),
    };

    private static IReadOnlyList<HistoryEntry> All(History history)
    {
        using var listening = history.Subscribe(0);
        return listening.Past;
    }

    [Fact]
    public void Limits_the_number_and_size_of_requests()
    {
        var history = new History();
        for (var i = 0; i < History.Limit + 10; i++) history.Add(Entry("imds.instance", body: new string('x', History.BodyLimit + 1)));

        Assert.Equal(History.Limit, All(history).Count);
        Assert.Equal(11, All(history)[0].Number);
        Assert.All(All(history), request => Assert.Equal(History.BodyLimit, request.Entry.Body!.Length));
        Assert.Null(history.Find(1));
    }

    [Fact]
    public void Limits_the_queue_of_a_slow_reader()
    {
        var history = new History();
        using var listening = history.Subscribe(0);
        for (var i = 0; i < 5000; i++) history.Add(Entry("imds.instance"));

        var read = 0;
        while (listening.Incoming.TryRead(out _)) read++;
        Assert.Equal(1000, read);
    }

    [Fact]
    public void Provisioning_ends_with_an_accepted_report_and_the_next_starts_with_the_metadata()
    {
        var history = new History();
        const string ready = "<State>Ready</State>";
        foreach (var entry in (LogEntry[])[
            Entry("imds.instance"), Entry("wireserver.goalState"), Entry("wireserver.health", 503, ready), Entry("wireserver.health", 200, ready),
            Entry("wireserver.goalState"), Entry("imds.instance", client: "127.0.0.2:1"), Entry("imds.instance"), Entry("wireserver.provisioningHealth", 201, """{"state":"NotReady"}""")])
            history.Add(entry);

        Assert.Equal([1, 1, 1, 1, 1, 2, 3, 3], All(history).Select(request => request.Provisioning.Number));
        Assert.Equal(
            ["Running", "Running", "Running", "Ready", "Ready", "Running", "Running", "NotReady"],
            All(history).Select(request => request.Provisioning.Outcome.ToString()));
    }
}
