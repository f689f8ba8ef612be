namespace Daybreak.Simulator.Boot.Processes;

/// <summary>Waiting for something that another process does, with a limit.</summary>
public static class Wait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">Looked at every 50 ms.</param>
    /// <param name="limit">How long.</param>
    /// <param name="what">What is awaited, for the message.</param>
    /// <param name="hopeless">Says why it cannot happen any more; null as long as it can.</param>
    public static Task UntilAsync(Func<bool> condition, TimeSpan limit, string what, Func<string?>? hopeless = null) =>
        UntilAsync(() => Task.FromResult(condition()), limit, what, hopeless);

    /// <inheritdoc cref="UntilAsync(Func{bool}, TimeSpan, string, Func{string?})"/>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, string what, Func<string?>? hopeless = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // Asked first: what comes just before the end counts.
            var reason = hopeless?.Invoke();
            if (await condition()) return;
            if (reason is not null) throw new InvalidOperationException($"waited for {what}, but {reason}");
            if (TimeProvider.System.GetElapsedTime(start) > limit) throw new TimeoutException($"waited {limit} for {what}");
            await Task.Delay(Interval);
        }
    }

    /// <summary>The last lines of a long text.</summary>
    public static string Tail(string text, int lines = 40) => string.Join('\n', text.TrimEnd().Split('\n').TakeLast(lines));
}
