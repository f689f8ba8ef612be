using System.Globalization;

namespace Daybreak.Tests;

/// <summary>
/// How thorough the tests are, from DAYBREAK_EXHAUSTIVE: unset in <c>./test.sh</c>, 1 in <c>.ci/run</c>, 2 in <c>eng/nightly.sh</c>.
/// </summary>
internal static class Effort
{
    /// <summary>The trait of tests that ./test.sh does not run: <c>[Trait(Effort.Trait, Effort.Slow)]</c>.</summary>
    public const string Trait = "suite";

    /// <summary>The value of the trait.</summary>
    public const string Slow = "slow";

    private static readonly int Level =
        int.TryParse(Environment.GetEnvironmentVariable("DAYBREAK_EXHAUSTIVE"), CultureInfo.InvariantCulture, out int level) ? level : 0;

    /// <summary>Whether .ci/run or eng/nightly.sh runs the tests.</summary>
    public static bool IsExhaustive => Level >= 1;

    /// <summary>A number of inputs.</summary>
    /// <param name="quick">In ./test.sh.</param>
    /// <param name="all">In .ci/run.</param>
    /// <param name="nightly">In eng/nightly.sh, if different.</param>
    public static int Of(int quick, int all, int? nightly = null) => Level >= 2 ? nightly ?? all : Level == 1 ? all : quick;
}
