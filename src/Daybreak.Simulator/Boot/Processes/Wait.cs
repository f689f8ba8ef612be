namespace Daybreak.Simulator.Boot.Processes;

/// <summary>Waits for an event in another process, with a time limit.</summary>
public static class Wait
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">The condition, checked every 50 ms.</param>
    /// <param name="limit">The time limit.</param>
    /// <param name="what">The awaited event, for messages.</param>
    /// <param name="failureReason">Returns why the condition can no longer become true; null while it can.</param>
    public static Task UntilAsync(Func<bool> condition, TimeSpan limit, string what, Func<string?>? failureReason = null) =>
        UntilAsync(() => Task.FromResult(condition()), limit, what, failureReason);

    /// <inheritdoc cref="UntilAsync(Func{bool}, TimeSpan, string, Func{string?})"/>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan limit, string what, Func<string?>? failureReason = null)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // Evaluate this first: if the condition became true just before the failure, it counts.
            var reason = failureReason?.Invoke();
            if (await condition()) return;
            if (reason is not null) throw new InvalidOperationException($"waited for {what}, but {reason}");
            if (TimeProvider.System.GetElapsedTime(start) > limit) throw new TimeoutException($"waited {limit} for {what}");
            await Task.Delay(Interval);
        }
    }

    /// <summary>The last lines of a text.</summary>
    public static string Tail(string text, int lines = 40) => string.Join('\n', text.TrimEnd().Split('\n').TakeLast(lines));
}
