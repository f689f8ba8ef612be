namespace Daybreak;

/// <summary>Where daybreak-certificates is: a program of ours, beside this one, not one of the root that is provisioned.</summary>
internal static class CertificateProgram
{
    private const string Name = "daybreak-certificates";

    /// <summary>Its path; null where it is not installed.</summary>
    public static string? Find()
    {
        string? beside = Path.GetDirectoryName(Environment.ProcessPath);
        return ((string?[])[beside is null ? null : Path.Combine(beside, Name), $"/usr/lib/daybreak/{Name}", $"/usr/libexec/daybreak/{Name}"]).FirstOrDefault(File.Exists);
    }
}
