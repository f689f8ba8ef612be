using Daybreak.Platform;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Deciding;

/// <summary>Who may come in, and how: user name, password, password login, keys.</summary>
internal static class AccountRules
{
    /// <summary>How the types of sshd(8) begin. None of it can stand within a key's base64.</summary>
    private static readonly string[] KeyTypes = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"];

    public static PlatformResult<Field<UserName>> UserName(SourceReadings readings)
    {
        var choice = new Choice<UserName>("username");
        bool decided = false;
        foreach (var (source, place, said, why) in (ReadOnlySpan<(string, string, string?, string)>)
        [
            ("IMDS", "compute.osProfile.adminUsername", readings.Imds?.AdminUserName, "the administrator in the operating system profile"),
            ("media", "UserName", readings.Media?.UserName, "IMDS has no administrator"),
        ])
        {
            UserName? name = null;
            if (said is not null && !Specification.UserName.TryParse(said, out name, out string? refusal))
            {
                if (!decided) return PlatformFailure.BadData($"invalid {source} metadata for key={place}", $"{source}: {place} {refusal}");
                choice.Refuse(source, place, said.Length > 64 ? said[..64] + "…" : said, refusal);
                continue;
            }
            choice.Offer(source, place, name, why);
            decided |= name is not null;
        }
        return choice.Decide();
    }

    /// <summary>
    /// Password login is on only where the source that counts says clearly "do not disable it": "true", "True", 1, "yes", nonsense
    /// and nothing at all all leave it off.
    /// </summary>
    public static Field<SshPasswordLogin> PasswordLogin(SourceReadings readings)
    {
        var choice = new Choice<SshPasswordLogin>("ssh-password-login");
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

    public static Field<PublicKeys> PublicKeys(SourceReadings readings)
    {
        string[] values = [.. readings.Media?.PublicKeys.Select(key => key.Value).OfType<string>() ?? []];
        var choice = new Choice<PublicKeys>("ssh-public-keys").Offer("IMDS", "compute.publicKeys", Keys(readings.Imds?.PublicKeys ?? []), "the platform's own list");
        // A list of the media may have both kinds; then it is one list all the same.
        if (values.Length > 0 && readings.Certificates.PublicKeys.Count > 0)
            return choice.Offer("media", "SSH/PublicKeys, some by fingerprint", Keys([.. values, .. readings.Certificates.PublicKeys]), "IMDS has no keys").Decide();
        return choice
            .Offer("media", "SSH/PublicKeys", Keys(values), "IMDS has no keys")
            .Offer("certificates", "SSH/PublicKeys by fingerprint", Keys(readings.Certificates.PublicKeys), "the media names them by fingerprint")
            .Decide();
    }

    public static Field<KeyPairs> KeyPairs(SourceReadings readings) =>
        new Choice<KeyPairs>("ssh-key-pairs")
            .Offer("certificates", "SSH/KeyPairs", readings.Certificates.KeyPairs is { Count: > 0 } pairs ? new KeyPairs(pairs) : null, "the media asks for them by fingerprint")
            .Decide();

    private static (SshPasswordLogin? Login, string Why) Read(string? disable) => disable?.Trim().ToLowerInvariant() switch
    {
        null => (null, ""),
        "false" or "0" or "no" or "off" => (SshPasswordLogin.On, "the platform asks for it"),
        "true" or "1" or "yes" or "on" => (SshPasswordLogin.Off, "the platform disables it"),
        _ => (SshPasswordLogin.Off, "an odd value never switches it on"),
    };

    private static PublicKeys? Keys(IEnumerable<string> keys)
    {
        List<string> lines = [];
        foreach (string line in keys.SelectMany(Lines))
            if (!lines.Contains(line)) lines.Add(line);
        return lines.Count == 0 ? null : new PublicKeys(lines);
    }

    // Keys that were pasted have line ends in them; a key is one line. A piece that begins as a key does is the next key.
    private static IEnumerable<string> Lines(string text)
    {
        string key = "";
        foreach (string piece in text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (key.Trim().Length > 0 && Array.Exists(KeyTypes, type => piece.TrimStart().StartsWith(type, StringComparison.Ordinal)))
            {
                yield return key.Trim();
                key = "";
            }
            key += piece;
        }
        if (key.Trim().Length > 0) yield return key.Trim();
    }
}
