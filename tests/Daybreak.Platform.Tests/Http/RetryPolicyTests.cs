using Daybreak.Platform.Http;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Platform.Tests.Http;

public sealed class RetryPolicyTests
{
    [Fact]
    public void A_pause_is_between_the_minimum_and_three_times_the_last_and_at_most_the_maximum()
    {
        var cases = from shortest in Gen.Choose(1, 2000)
                    from longest in Gen.Choose(1, 20_000)
                    from last in Gen.Choose(0, 100_000)
                    from seed in Gen.Choose(0, int.MaxValue)
                    select (shortest, longest: Math.Max(shortest, longest), last, seed);
        Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var policy = Policy(given.shortest, given.longest);
            double pause = policy.NextPause(TimeSpan.FromMilliseconds(given.last), new Random(given.seed)).TotalMilliseconds;
            // TimeSpan has a resolution of 0.1 µs.
            return pause >= given.shortest - 0.001 && pause <= given.longest + 0.001 && pause <= Math.Max(given.shortest, given.last * 3.0) + 0.001;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Machines_that_start_together_do_not_retry_together()
    {
        var policy = Policy(100, 5000);
        var pauses = Enumerable.Range(0, 200).Select(seed => policy.NextPause(TimeSpan.FromSeconds(1), new Random(seed))).ToList();
        Assert.True(pauses.Distinct().Count() > 190);
        Assert.InRange(pauses.Average(pause => pause.TotalMilliseconds), 1200, 1900);
    }

    private static RetryPolicy Policy(int shortest, int longest) =>
        new() { TransientStatuses = [], ShortestPause = TimeSpan.FromMilliseconds(shortest), LongestPause = TimeSpan.FromMilliseconds(longest) };
}
