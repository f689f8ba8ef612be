namespace Daybreak.Machine.Accounts;

/// <summary>The method with which the machine hashes passwords.</summary>
/// <param name="Prefix">The prefix of the method in crypt(5).</param>
/// <param name="MinimumCost">The minimum cost: rounds, or yescrypt's cost factor.</param>
/// <param name="MaximumCost">The maximum cost. If it is greater, each hash has a random cost in the range.</param>
/// <remarks>
/// login.defs(5): ENCRYPT_METHOD, SHA_CRYPT_MIN_ROUNDS, SHA_CRYPT_MAX_ROUNDS, YESCRYPT_COST_FACTOR. If the file names an insecure method
/// (MD5, DES) or none, the method is SHA512, which every libc and login program supports.
/// </remarks>
public sealed record PasswordMethod(string Prefix, uint MinimumCost, uint MaximumCost)
{
    private const uint DefaultRounds = 5000;
    private const uint LeastRounds = 1000;
    private const uint MostRounds = 999_999_999;

    /// <summary>The machine's method, from the values of login.defs.</summary>
    public static PasswordMethod Of(Func<string, string?> loginDefs) => loginDefs("ENCRYPT_METHOD") switch
    {
        // The limits of shadow-utils (lib/salt.c): 3 to 11, default 5.
        "YESCRYPT" when Number(loginDefs("YESCRYPT_COST_FACTOR")) is var factor => Fixed("$y$", factor is { } cost ? Math.Clamp(cost, 3, 11) : 5),
        "SHA256" => Rounds("$5$", loginDefs),
        _ => Rounds("$6$", loginDefs),
    };

    private static PasswordMethod Fixed(string prefix, uint cost) => new(prefix, cost, cost);

    // login.defs(5): if only one is set, it is both limits; if the minimum is greater, it is the maximum.
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
