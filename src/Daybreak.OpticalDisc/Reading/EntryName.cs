namespace Daybreak.OpticalDisc.Reading;

/// <summary>What may not be a file name, whatever the disc says: it would mean another place when joined to a path.</summary>
internal static class EntryName
{
    public static string? ProblemWith(string name) => name switch
    {
        "" => "the name is empty",
        "." or ".." => $"the name is \"{name}\"",
        _ when name.Contains('/') => "the name contains a slash",
        _ when name.Contains('\0') => "the name contains a zero",
        _ => null,
    };
}
