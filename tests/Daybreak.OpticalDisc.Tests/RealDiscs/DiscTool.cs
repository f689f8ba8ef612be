using System.ComponentModel;
using System.Diagnostics;

namespace Daybreak.OpticalDisc.Tests.RealDiscs;

/// <summary>Runs the programs that write real discs. If one is missing, the test fails and names the package.</summary>
internal sealed class DiscTool : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public DiscTool() => Folder = Directory.CreateTempSubdirectory("daybreak-disc-").FullName;

    public string Folder { get; }

    public string Tree => Path.Combine(Folder, "tree");

    public byte[] Genisoimage(params string[] options) =>
        MakeImage("genisoimage", "genisoimage", ["-quiet", "-input-charset", "utf-8", .. options, "-o", Path.Combine(Folder, "disc"), Tree]);

    public byte[] Xorriso(params string[] options) =>
        MakeImage("xorriso", "xorriso", ["-as", "mkisofs", "-quiet", .. options, "-o", Path.Combine(Folder, "disc"), Tree]);

    public byte[] Mkudffs(int blocks, params string[] options) =>
        MakeImage("mkudffs", "udftools", [.. options, "--new-file", Path.Combine(Folder, "disc"), $"{blocks}"]);

    public void Dispose() => Directory.Delete(Folder, true);

    private byte[] MakeImage(string program, string package, string[] arguments)
    {
        var disc = Path.Combine(Folder, "disc");
        File.Delete(disc);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        // The tools interpret file names in the locale's encoding, and some are in sbin, which may not be in PATH.
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin";
        if (FindOnPath(program, start.Environment["PATH"]!) is { } found) start.FileName = found;
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var complaints = process.StandardError.ReadToEnd();
            Assert.True(process.WaitForExit(Limit), $"{program} does not finish");
            Assert.True(process.ExitCode == 0, $"{program}: {complaints}{output.Result}");
        }
        catch (Win32Exception)
        {
            Assert.Fail($"{program} is missing: install the package {package}.");
        }

        return File.ReadAllBytes(disc);
    }

    private static string? FindOnPath(string program, string path) =>
        path.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
