namespace Daybreak.Provisioning.Deciding;

/// <summary>Chooses one field's value. Sources are offered in order of precedence; the first that has a value wins.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="name">The field's name.</param>
internal sealed class FieldResolver<T>(string name)
    where T : class
{
    private readonly List<Claim> claims = [];
    private T? value;

    /// <summary>Offers the value of a source; null if it has none.</summary>
    /// <param name="source">The source.</param>
    /// <param name="place">The place in the source.</param>
    /// <param name="offered">The value.</param>
    /// <param name="why">Why it wins, if it does.</param>
    /// <param name="found">What the source contains, if that is not the value's own text.</param>
    public FieldResolver<T> Offer(string source, string place, T? offered, string why, string? found = null)
    {
        found = found is null ? null : ProgressLog.OneLine(found);
        if (offered is null)
            claims.Add(new Claim(source, place, found, ClaimVerdict.Absent, "no value"));
        else if (value is null)
            claims.Add(new Claim(source, place, found ?? offered.ToString(), ClaimVerdict.Won, why));
        else
            claims.Add(new Claim(source, place, found ?? offered.ToString(), ClaimVerdict.Lost, $"{Winner} has precedence"));
        value ??= offered;
        return this;
    }

    /// <summary>Records a value that cannot be used.</summary>
    public FieldResolver<T> Refuse(string source, string place, string found, string why)
    {
        claims.Add(new Claim(source, place, ProgressLog.OneLine(found), ClaimVerdict.Refused, why));
        return this;
    }

    /// <summary>The field, with a default value if no source has one.</summary>
    public Field<T> OrDefault(T fallback, string why)
    {
        if (value is not null) return Decide();
        return new Field<T>(name, fallback, [new Claim("Daybreak", "default", fallback.ToString(), ClaimVerdict.Won, why), .. claims]);
    }

    /// <summary>The field, its winner first.</summary>
    public Field<T> Decide() => new(
        name, value, [.. claims.Where(claim => claim.Verdict == ClaimVerdict.Won), .. claims.Where(claim => claim.Verdict != ClaimVerdict.Won)]);

    private string Winner => claims.First(claim => claim.Verdict == ClaimVerdict.Won).Source;
}
