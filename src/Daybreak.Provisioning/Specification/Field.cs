namespace Daybreak.Provisioning.Specification;

/// <summary>One field of the specification: its value, and the whole story of where it came from.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="Name">As <c>daybreak explain</c> names it, such as "hostname".</param>
/// <param name="Value">The value; null when no source had one.</param>
/// <param name="Claims">What each source said, the winner first.</param>
public sealed record Field<T>(string Name, T? Value, IReadOnlyList<Claim> Claims)
    where T : class
{
    /// <summary>The source that won; null when none did.</summary>
    public Claim? Winner => Claims.FirstOrDefault(claim => claim.Verdict == ClaimVerdict.Won);

    /// <summary>The field without its type, for tables.</summary>
    public FieldStory Story => new(Name, Value?.ToString(), Claims);
}

/// <summary>A field as it is told: the value as text, secrets masked.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">The value as text; null when there is none.</param>
/// <param name="Claims">What each source said.</param>
public sealed record FieldStory(string Name, string? Value, IReadOnlyList<Claim> Claims);

/// <summary>What one source said about one field.</summary>
/// <param name="Source">Such as "IMDS".</param>
/// <param name="Place">Such as "compute.osProfile.computerName".</param>
/// <param name="Said">What it said, secrets masked; null when it said nothing.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Why">Why, in a short clause.</param>
public sealed record Claim(string Source, string Place, string? Said, ClaimVerdict Verdict, string Why);

/// <summary>What became of a claim.</summary>
public enum ClaimVerdict
{
    /// <summary>It is the field's value.</summary>
    Won,

    /// <summary>A source with precedence had said something.</summary>
    Lost,

    /// <summary>The source said nothing.</summary>
    Absent,

    /// <summary>It is not what the field can be.</summary>
    Refused,
}
