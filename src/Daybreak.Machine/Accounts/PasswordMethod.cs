using System.Globalization;

namespace Daybreak.Machine.Accounts;

/// <summary>How the machine wants its passwords hashed.</summary>
/// <param name="Prefix">How crypt(5) marks the method.</param>
/// <param name="LeastCost">The least cost: rounds, or yescrypt's cost factor.</param>
/// <param name="MostCost">The most. Where it is more, each hash has a cost of its own in between.</param>
/// <remarks>
/// login.defs(5): ENCRYPT_METHOD, SHA_CRYPT_MIN_ROUNDS, SHA_CRYPT_MAX_ROUNDS, YESCRYPT_COST_FACTOR. Where the file asks for a method that no
/// longer protects anything (MD5, DES), or for none, it is SHA512: every libc and every login program takes it.
/// </remarks>
public sealed record PasswordMethod(string Prefix, uint LeastCost, uint MostCost)
{
    private const uint DefaultRounds = 5000;
    private const uint LeastRounds = 1000;
    private const uint MostRounds = 999_999_999;

    /// <summary>The machine's method.</summary>
    /// <param name="loginDefs">Looks a key of login.defs up; null when it is not there.</param>
    public static PasswordMethod Of(Func<string, string?> loginDefs) => loginDefs("ENCRYPT_METHOD") switch
    {
        // shadow's own limits (lib/salt.c): 3 to 11, 5 when nothing is said.
        "YESCRYPT" when Number(loginDefs("YESCRYPT_COST_FACTOR")) is var factor => Fixed("$y$", factor is { } cost ? Math.Clamp(cost, 3, 11) : 5),
        "SHA256" => Rounds("$5$", loginDefs),
        _ => Rounds("$6$", loginDefs),
    };

    private static PasswordMethod Fixed(string prefix, uint cost) => new(prefix, cost, cost);

    // login.defs(5): one of the two alone is both; the larger counts where they are crossed.
    private static PasswordMethod Rounds(string prefix, Func<string, string?> loginDefs)
    {
        uint? least = Number(loginDefs("SHA_CRYPT_MIN_ROUNDS"));
        uint? most = Number(loginDefs("SHA_CRYPT_MAX_ROUNDS"));
        if (least is null && most is null) return Fixed(prefix, DefaultRounds);
        uint from = Math.Clamp(least ?? most!.Value, LeastRounds, MostRounds);
        uint to = Math.Clamp(most ?? least!.Value, LeastRounds, MostRounds);
        return new PasswordMethod(prefix, from, Math.Max(from, to));
    }

    private static uint? Number(string? text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;
}
