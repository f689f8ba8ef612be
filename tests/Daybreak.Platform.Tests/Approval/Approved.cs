using System.Reflection;
using System.Runtime.CompilerServices;

namespace Daybreak.Platform.Tests.Approval;

/// <summary>
/// Compares an output with the approved one in CLASS.METHOD.verified.txt next to the test. A difference
/// writes CLASS.METHOD.received.txt; with DAYBREAK_APPROVE=1 in the environment the output becomes the approved one.
/// </summary>
internal static class Approved
{
    private static readonly string Project = typeof(Approved).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "ProjectDirectory").Value!;

    public static void Is(string received, [CallerFilePath] string source = "", [CallerMemberName] string test = "")
    {
        string name = Path.GetFileNameWithoutExtension(source);
        string folder = Path.Combine(Project, Path.GetFileName(Path.GetDirectoryName(source))!);
        string verifiedPath = Path.Combine(folder, $"{name}.{test}.verified.txt");
        string receivedPath = Path.Combine(folder, $"{name}.{test}.received.txt");
        if (Environment.GetEnvironmentVariable("DAYBREAK_APPROVE") == "1")
        {
            File.WriteAllText(verifiedPath, received);
            File.Delete(receivedPath);
            return;
        }
        string? verified = File.Exists(verifiedPath) ? File.ReadAllText(verifiedPath) : null;
        if (verified == received)
        {
            File.Delete(receivedPath);
            return;
        }
        File.WriteAllText(receivedPath, received);
        Assert.Fail($"{Path.GetFileName(receivedPath)} is not what was approved:\n{received}\ninstead of:\n{verified ?? "(nothing has been approved)"}");
    }
}
