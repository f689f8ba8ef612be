namespace Daybreak.Tests;

/// <summary>How thorough the tests are: <c>./test.sh</c> runs a part of the slow tests' inputs, and <c>.ci/run</c> all of them.</summary>
internal static class Effort
{
    /// <summary>The trait of tests that only .ci/run runs: <c>[Trait(Effort.Trait, Effort.Slow)]</c>.</summary>
    public const string Trait = "suite";

    /// <summary>The value of the trait.</summary>
    public const string Slow = "slow";

    /// <summary>Whether everything is tested (DAYBREAK_EXHAUSTIVE=1).</summary>
    public static bool IsExhaustive => Environment.GetEnvironmentVariable("DAYBREAK_EXHAUSTIVE") == "1";

    /// <summary>A number of inputs.</summary>
    /// <param name="quick">In ./test.sh.</param>
    /// <param name="all">In .ci/run.</param>
    public static int Of(int quick, int all) => IsExhaustive ? all : quick;
}
