namespace Daybreak.Provisioning.Specification;

/// <summary>One field of the specification: its value and its provenance.</summary>
/// <typeparam name="T">The value's type.</typeparam>
/// <param name="Name">The name in the output of <c>daybreak explain</c>, such as "hostname".</param>
/// <param name="Value">The value; null if no source has one.</param>
/// <param name="Claims">The claim of each source, the winner first.</param>
public sealed record Field<T>(string Name, T? Value, IReadOnlyList<Claim> Claims)
    where T : class
{
    /// <summary>The claim that won; null if none did.</summary>
    public Claim? Winner => Claims.FirstOrDefault(claim => claim.Verdict == ClaimVerdict.Won);

    /// <summary>The field as text.</summary>
    public FieldSummary Summary => new(Name, Value?.ToString(), Claims);
}

/// <summary>A field for output: the value as text, with secrets masked.</summary>
/// <param name="Name">The field's name.</param>
/// <param name="Value">The value as text; null if there is none.</param>
/// <param name="Claims">The claim of each source.</param>
public sealed record FieldSummary(string Name, string? Value, IReadOnlyList<Claim> Claims);

/// <summary>What one source has for one field.</summary>
/// <param name="Source">Such as "IMDS".</param>
/// <param name="Place">Such as "compute.osProfile.computerName".</param>
/// <param name="Found">What the source contains, with secrets masked; null if it has nothing.</param>
/// <param name="Verdict">Whether it won.</param>
/// <param name="Why">The reason, in a short clause.</param>
public sealed record Claim(string Source, string Place, string? Found, ClaimVerdict Verdict, string Why);

/// <summary>Whether a claim won.</summary>
public enum ClaimVerdict
{
    /// <summary>It is the field's value.</summary>
    Won,

    /// <summary>A source with precedence has a value.</summary>
    Lost,

    /// <summary>The source has no value.</summary>
    Absent,

    /// <summary>The value cannot be used.</summary>
    Refused,
}
