namespace Daybreak.Provisioning.Deciding;

/// <summary>Who may come in, and how: user name, password, password login, keys.</summary>
internal static class AccountRules
{
    public static Result<Field<UserName>> UserName(SourceReadings readings)
    {
        var choice = new FieldResolver<UserName>("username");
        bool decided = false;
        foreach (var (source, place, said, why) in (ReadOnlySpan<(string, string, string?, string)>)
        [
            ("IMDS", "compute.osProfile.adminUsername", readings.Imds?.AdminUserName, "the administrator in the operating system profile"),
            ("media", "UserName", readings.Media?.UserName, "no administrator came from IMDS"),
        ])
        {
            var parsed = said is null ? null : Machine.Accounts.UserName.Parse(said);
            if (parsed?.Failure is { Message: var problem })
            {
                if (!decided) return Failure.BadData($"invalid {source} metadata for key={place}", $"{source}: {place} {problem}; redeploy the VM with a valid user name");
                choice.Refuse(source, place, said!.Length > 64 ? said[..64] + "…" : said, problem);
                continue;
            }
            choice.Offer(source, place, parsed?.Value, why);
            decided |= parsed is not null;
        }
        return choice.Decide();
    }

    /// <summary>
    /// Password login is on only where the source that counts says clearly "do not disable it": "true", "True", 1, "yes", nonsense
    /// and nothing at all all leave it off.
    /// </summary>
    public static Field<SshPasswordLogin> PasswordLogin(SourceReadings readings)
    {
        var choice = new FieldResolver<SshPasswordLogin>("ssh-password-login");
        foreach (var (source, place, said) in (ReadOnlySpan<(string, string, string?)>)
        [
            ("IMDS", "compute.osProfile.disablePasswordAuthentication", readings.Imds?.DisablePasswordAuthentication),
            ("media", "DisableSshPasswordAuthentication", readings.Media?.DisableSshPasswordAuthentication),
        ])
        {
            var (login, why) = Read(said);
            choice.Offer(source, place, login, why, said is { Length: > 20 } ? said[..20] + "…" : said);
        }
        return choice.Otherwise(SshPasswordLogin.Off, "no source asks for it");
    }

    /// <summary>Whether a value of the platform's setting clearly asks for password login.</summary>
    public static bool AsksForPasswordLogin(string? disable) => Read(disable).Login?.IsOn == true;

    public static Field<KeyPairs> KeyPairs(SourceReadings readings) =>
        new FieldResolver<KeyPairs>("ssh-key-pairs")
            .Offer("certificates", "SSH/KeyPairs", readings.Certificates.KeyPairs is { Count: > 0 } pairs ? new KeyPairs(pairs) : null, "the media asks for them by fingerprint")
            .Decide();

    private static (SshPasswordLogin? Login, string Why) Read(string? disable) => disable?.Trim().ToLowerInvariant() switch
    {
        null => (null, ""),
        "false" or "0" or "no" or "off" => (SshPasswordLogin.On, "the platform asks for it"),
        "true" or "1" or "yes" or "on" => (SshPasswordLogin.Off, "the platform disables it"),
        _ => (SshPasswordLogin.Off, "an odd value never switches it on"),
    };
}
