namespace Daybreak.Provisioning.Deciding;

/// <summary>The administrator's password: of a length that the platform allows, and possible to type.</summary>
/// <remarks>
/// The platform accepts 6 to 72 characters for a Linux VM (osProfile.adminPassword); other agents refuse other lengths too. 72 characters are
/// at most 288 bytes; crypt(3) accepts 511.
/// </remarks>
internal static class PasswordRule
{
    private const int Shortest = 6;
    private const int Longest = 72;
    private const string Place = "UserPassword";

    /// <summary>What agents write instead of the password into their copy of the document. Such a copy is not the media.</summary>
    private static ReadOnlySpan<byte> Redacted => "REDACTED"u8;

    public static Result<Field<Secret>> Decide(SourceReadings readings)
    {
        var choice = new FieldResolver<Secret>("password");
        if (readings.Media?.UserPassword is not { } password) return choice.Offer("media", Place, null, "").Decide();
        var bytes = password.Reveal();
        if (bytes.SequenceEqual(Redacted) || bytes.SequenceEqual("*"u8)) return choice.Refuse("media", Place, "(redacted)", "this is a copy without the password").Decide();

        int length = Encoding.UTF8.GetCharCount(bytes);
        if (length < Shortest) return Unsupported(length, string.Create(CultureInfo.InvariantCulture, $"min={Shortest}"));
        if (length > Longest) return Unsupported(length, string.Create(CultureInfo.InvariantCulture, $"max={Longest}"));
        if (bytes.IndexOfAny("\0\r\n"u8) >= 0)
            return Failure.BadData($"invalid media metadata for key={Place}", $"media: {Place} contains a line break or NUL, which cannot be typed at a prompt: choose another password");
        return choice.Offer("media", Place, password, "only the media has a password").Decide();
    }

    private static Failure Unsupported(int length, string limit) => Failure.BadData(
        string.Create(CultureInfo.InvariantCulture, $"unsupported password length={length} {limit}"),
        string.Create(CultureInfo.InvariantCulture, $"media: {Place} has {length} characters, expected {Shortest} to {Longest}: choose another password"));
}
