namespace Daybreak.OpticalDisc.Reading;

/// <summary>Rejects names that are not valid as file names. They could refer to another directory when joined to a path.</summary>
internal static class EntryName
{
    public static string? ProblemWith(string name) => name switch
    {
        "" => "the name is empty",
        "." or ".." => $"the name is \"{name}\"",
        _ when name.Contains('/') => "the name contains a slash",
        _ when name.Contains('\0') => "the name contains a NUL",
        _ => null,
    };
}
