namespace Daybreak.Provisioning.Deciding;

/// <summary>Chooses one field's value: sources are offered in order of precedence, the first that says something wins.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="name">The field's name.</param>
internal sealed class FieldResolver<T>(string name)
    where T : class
{
    private readonly List<Claim> claims = [];
    private T? value;

    /// <summary>Offers what a source said; null when it said nothing.</summary>
    /// <param name="source">The source.</param>
    /// <param name="place">Where in it.</param>
    /// <param name="offered">The value.</param>
    /// <param name="why">Why it wins, if it does.</param>
    /// <param name="said">What it said, when that is not the value's own text.</param>
    public FieldResolver<T> Offer(string source, string place, T? offered, string why, string? said = null)
    {
        said = said is null ? null : ProgressLog.OneLine(said);
        if (offered is null)
            claims.Add(new Claim(source, place, said, ClaimVerdict.Absent, "says nothing"));
        else if (value is null)
            claims.Add(new Claim(source, place, said ?? offered.ToString(), ClaimVerdict.Won, why));
        else
            claims.Add(new Claim(source, place, said ?? offered.ToString(), ClaimVerdict.Lost, $"{Winner} comes before it"));
        value ??= offered;
        return this;
    }

    /// <summary>Notes what a source said, but cannot count.</summary>
    public FieldResolver<T> Refuse(string source, string place, string said, string why)
    {
        claims.Add(new Claim(source, place, ProgressLog.OneLine(said), ClaimVerdict.Refused, why));
        return this;
    }

    /// <summary>What holds when no source says anything.</summary>
    public Field<T> Otherwise(T fallback, string why)
    {
        if (value is not null) return Decide();
        return new Field<T>(name, fallback, [new Claim("Daybreak", "default", fallback.ToString(), ClaimVerdict.Won, why), .. claims]);
    }

    /// <summary>The field, its winner first.</summary>
    public Field<T> Decide() => new(
        name, value, [.. claims.Where(claim => claim.Verdict == ClaimVerdict.Won), .. claims.Where(claim => claim.Verdict != ClaimVerdict.Won)]);

    private string Winner => claims.First(claim => claim.Verdict == ClaimVerdict.Won).Source;
}
