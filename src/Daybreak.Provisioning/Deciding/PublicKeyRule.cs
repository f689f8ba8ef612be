using Daybreak.Machine.Ssh;

namespace Daybreak.Provisioning.Deciding;

/// <summary>
/// The administrator's public keys: those of IMDS, then those of the media, with or without a fingerprint. Each key that sshd would not accept
/// is refused. A source without a usable key counts as having none.
/// </summary>
/// <param name="readings">What the sources returned.</param>
internal sealed class PublicKeyRule(SourceReadings readings)
{
    private readonly FieldResolver<PublicKeys> choice = new("ssh-public-keys");
    private readonly List<string> refusals = [];

    /// <summary>A warning for each key that cannot be used.</summary>
    public IReadOnlyList<string> Refusals => refusals;

    /// <summary>Whether a list has a key that sshd accepts. If IMDS lists certificates instead, the keys come from the goal state.</summary>
    public static bool HasUsable(IReadOnlyList<string> texts)
    {
        foreach (string text in texts)
            foreach (string line in PublicKeyText.Lines(text))
                if (PublicKey.Parse(line).Value is not null) return true;
        return false;
    }

    /// <summary>Decides the field.</summary>
    /// <returns>The keys; a failure if no key can be used and there is no password, because the administrator could not log in.</returns>
    public Result<Field<PublicKeys>> Decide()
    {
        string[] values = [.. readings.Media?.PublicKeys.Select(key => key.Value).OfType<string>() ?? []];
        var certified = readings.Certificates.PublicKeys;
        Offer("IMDS", "compute.publicKeys", readings.Imds?.PublicKeys ?? [], "the platform's list");
        // A list of the media with keys of both kinds is still one list.
        if (values.Length > 0 && certified.Count > 0)
        {
            Offer("media", "SSH/PublicKeys, some by fingerprint", [.. values, .. certified], "IMDS has no usable keys");
        }
        else
        {
            Offer("media", "SSH/PublicKeys", values, "IMDS has no usable keys");
            Offer("certificates", "SSH/PublicKeys by fingerprint", certified, "the media names them by fingerprint");
        }
        var field = choice.Decide();
        return field.Value is null && refusals.Count > 0 && readings.Media?.UserPassword is null
            ? Failure.BadData("invalid SSH public keys", $"login would be impossible: there is no password, and no public key can be used: {string.Join("; ", refusals.Take(3))}; redeploy the VM with a valid key")
            : field;
    }

    private void Offer(string source, string place, IReadOnlyList<string> texts, string why)
    {
        var lines = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var refused = new List<RefusedKey>();
        for (int i = 0; i < texts.Count; i++)
        {
            foreach (string line in PublicKeyText.Lines(texts[i]))
            {
                var parsed = PublicKey.Parse(line);
                if (parsed.Value is not { } key)
                    refused.Add(new RefusedKey(string.Create(CultureInfo.InvariantCulture, $"{place}[{i}]"), line.Length > 40 ? line[..40] + "…" : line, parsed.Failure!.Message));
                else if (known.Add(key.Blob))
                    lines.Add(key.Line);
            }
        }
        choice.Offer(source, place, lines.Count == 0 ? null : new PublicKeys(lines) { NamedPath = NamedPath }, why);
        foreach (var (key, found, reason) in refused)
        {
            choice.Refuse(source, key, found, reason);
            refusals.Add($"{source}: {key} {reason}");
        }
    }

    private sealed record RefusedKey(string Place, string Found, string Why);

    private string? NamedPath => readings.Media?.PublicKeys.FirstOrDefault(key => !string.IsNullOrEmpty(key.Path))?.Path;
}
