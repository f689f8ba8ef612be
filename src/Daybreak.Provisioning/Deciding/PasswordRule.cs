namespace Daybreak.Provisioning.Deciding;

/// <summary>The administrator's password: what the platform allows, and what a person can type.</summary>
/// <remarks>
/// The platform takes 6 to 72 characters for a Linux VM (osProfile.adminPassword). What is longer or shorter is not its own, and is refused as
/// other agents refuse it. 72 characters are at most 288 bytes: crypt(3) takes 511.
/// </remarks>
internal static class PasswordRule
{
    private const int Shortest = 6;
    private const int Longest = 72;
    private const string Place = "UserPassword";

    /// <summary>What agents write in the place of a password when they keep the document: a copy of theirs is not the media.</summary>
    private static ReadOnlySpan<byte> Redacted => "REDACTED"u8;

    public static Result<Field<Secret>> Decide(SourceReadings readings)
    {
        var choice = new FieldResolver<Secret>("password");
        if (readings.Media?.UserPassword is not { } password) return choice.Offer("media", Place, null, "").Decide();
        var bytes = password.Reveal();
        if (bytes.SequenceEqual(Redacted) || bytes.SequenceEqual("*"u8)) return choice.Refuse("media", Place, "(redacted)", "it is a copy without the password").Decide();

        int length = Encoding.UTF8.GetCharCount(bytes);
        if (length < Shortest) return Unsupported(length, string.Create(CultureInfo.InvariantCulture, $"min={Shortest}"));
        if (length > Longest) return Unsupported(length, string.Create(CultureInfo.InvariantCulture, $"max={Longest}"));
        if (bytes.IndexOfAny("\0\r\n"u8) >= 0)
            return Failure.BadData($"invalid media metadata for key={Place}", $"media: {Place} has a line end or a NUL in it, which cannot be typed at a prompt: choose another password");
        return choice.Offer("media", Place, password, "the media is the one source of a password").Decide();
    }

    private static Failure Unsupported(int length, string limit) => Failure.BadData(
        string.Create(CultureInfo.InvariantCulture, $"unsupported password length={length} {limit}"),
        string.Create(CultureInfo.InvariantCulture, $"media: {Place} has {length} characters; the platform's passwords have {Shortest} to {Longest}: choose another one"));
}
