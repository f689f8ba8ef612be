using Daybreak.Machine.Ssh;

namespace Daybreak.Provisioning.Deciding;

/// <summary>
/// The administrator's public keys: those of IMDS, then the media's own and those that it names by fingerprint. What sshd would not take as a
/// key is refused singly; a source of which nothing is left says nothing.
/// </summary>
/// <param name="readings">What the sources said.</param>
internal sealed class PublicKeyRule(SourceReadings readings)
{
    private readonly FieldResolver<PublicKeys> choice = new("ssh-public-keys");
    private readonly List<string> refusals = [];

    /// <summary>Every key that is not used, and why: each a warning.</summary>
    public IReadOnlyList<string> Refusals => refusals;

    /// <summary>Whether a list has a key that sshd would take: where IMDS has certificates in their place, the keys come from the goal state.</summary>
    public static bool HasUsable(IReadOnlyList<string> texts)
    {
        foreach (string text in texts)
            foreach (string line in PublicKeyText.Lines(text))
                if (PublicKey.Parse(line).Value is not null) return true;
        return false;
    }

    /// <summary>Decides.</summary>
    /// <returns>The keys; a failure when every key that was given is refused and there is no password, so login would be impossible.</returns>
    public Result<Field<PublicKeys>> Decide()
    {
        string[] values = [.. readings.Media?.PublicKeys.Select(key => key.Value).OfType<string>() ?? []];
        var certified = readings.Certificates.PublicKeys;
        Offer("IMDS", "compute.publicKeys", readings.Imds?.PublicKeys ?? [], "the platform's own list");
        // A list of the media may have both kinds; then it is one list all the same.
        if (values.Length > 0 && certified.Count > 0)
        {
            Offer("media", "SSH/PublicKeys, some by fingerprint", [.. values, .. certified], "no keys came from IMDS");
        }
        else
        {
            Offer("media", "SSH/PublicKeys", values, "no keys came from IMDS");
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
        foreach (var (key, said, wrong) in refused)
        {
            choice.Refuse(source, key, said, wrong);
            refusals.Add($"{source}: {key} {wrong}");
        }
    }

    private sealed record RefusedKey(string Place, string Said, string Why);

    private string? NamedPath => readings.Media?.PublicKeys.FirstOrDefault(key => !string.IsNullOrEmpty(key.Path))?.Path;
}
