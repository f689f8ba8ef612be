namespace Daybreak.Provisioning.Deciding;

/// <summary>The administrator's name, key pairs, and whether password login is enabled.</summary>
internal static class AccountRules
{
    public static Result<Field<UserName>> UserName(SourceReadings readings)
    {
        var choice = new FieldResolver<UserName>("username");
        bool decided = false;
        foreach (var (source, place, said, why) in (ReadOnlySpan<(string, string, string?, string)>)
        [
            ("IMDS", "compute.osProfile.adminUsername", readings.Imds?.AdminUserName, "the administrator in the operating system profile"),
            ("media", "UserName", readings.Media?.UserName, "IMDS has no administrator"),
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

    /// <summary>Password login is on only if the winning source clearly enables it. Invalid values and no value mean off.</summary>
    public static Field<SshPasswordLogin> PasswordLogin(SourceReadings readings)
    {
        var choice = new FieldResolver<SshPasswordLogin>("ssh-password-login");
        foreach (var (source, place, found) in (ReadOnlySpan<(string, string, string?)>)
        [
            ("IMDS", "compute.osProfile.disablePasswordAuthentication", readings.Imds?.DisablePasswordAuthentication),
            ("media", "DisableSshPasswordAuthentication", readings.Media?.DisableSshPasswordAuthentication),
        ])
        {
            var (login, why) = Read(found);
            choice.Offer(source, place, login, why, found is { Length: > 20 } ? found[..20] + "…" : found);
        }
        return choice.OrDefault(SshPasswordLogin.Off, "no source enables it");
    }

    /// <summary>Whether a value of the platform's setting clearly enables password login.</summary>
    public static bool EnablesPasswordLogin(string? disable) => Read(disable).Login?.IsOn == true;

    public static Field<KeyPairs> KeyPairs(SourceReadings readings) =>
        new FieldResolver<KeyPairs>("ssh-key-pairs")
            .Offer("certificates", "SSH/KeyPairs", readings.Certificates.KeyPairs is { Count: > 0 } pairs ? new KeyPairs(pairs) : null, "the media names them by fingerprint")
            .Decide();

    private static (SshPasswordLogin? Login, string Why) Read(string? disable) => disable?.Trim().ToLowerInvariant() switch
    {
        null => (null, ""),
        "false" or "0" or "no" or "off" => (SshPasswordLogin.On, "the platform enables it"),
        "true" or "1" or "yes" or "on" => (SshPasswordLogin.Off, "the platform disables it"),
        _ => (SshPasswordLogin.Off, "invalid values mean off"),
    };
}
