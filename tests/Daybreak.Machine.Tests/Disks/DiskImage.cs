using System.Diagnostics;
using Daybreak.Machine.Disks;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Disks;

/// <summary>A sparse disk image, created by the real tools.</summary>
internal sealed class DiskImage : IDisposable
{
    public const long Mebibyte = 1024 * 1024;

    /// <param name="mebibytes">The size in MiB.</param>
    /// <param name="script">A shell script; $1 is the image.</param>
    public DiskImage(int mebibytes, string script = "")
    {
        // mkntfs creates an empty volume. Files are added by a driver in a separate mount namespace.
        Assert.SkipWhen(script.Contains("ntfs-3g", StringComparison.Ordinal) && !(ThrowAwayRoot.IsRoot && File.Exists("/dev/fuse")), "NTFS can only be filled by root, with /dev/fuse");
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"daybreak-disk-{Guid.NewGuid():N}.raw");
        using (var file = File.Create(Path)) file.SetLength(mebibytes * Mebibyte);
        Run(script, Path);
    }

    public string Path { get; }

    public DiskContent Classify()
    {
        using var stream = File.OpenRead(Path);
        return DiskClassifier.Classify(new DiskBytes(stream));
    }

    public void Overwrite(long offset, params ReadOnlySpan<byte> bytes)
    {
        using var stream = File.OpenWrite(Path);
        stream.Position = offset < 0 ? stream.Length + offset : offset;
        stream.Write(bytes);
    }

    public void Dispose() => File.Delete(Path);

    /// <summary>Runs a script that must succeed.</summary>
    public static void Run(string script, params string[] arguments)
    {
        if (script.Length == 0) return;
        var start = new ProcessStartInfo("/bin/sh", ["-euc", script, "sh", .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        using var process = Process.Start(start)!;
        var reason = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{script}\n{reason.Result}");
    }
}
