using System.Diagnostics;

namespace Daybreak.Simulator.Tests.Peers;

/// <summary>Debian's agents and their Python modules, unpacked into the build's output directory without installation.</summary>
internal static class PeerPackages
{
    private static readonly string[] Packages =
    [
        "waagent", "cloud-init", "python3-distro", "python3-pkg-resources", "python3-lib2to3", "python3-distutils", "python3-configobj", "python3-jinja2", "python3-markupsafe",
        "python3-jsonpatch", "python3-json-pointer", "python3-jsonschema", "python3-attr", "python3-pyrsistent", "python3-netifaces", "python3-requests",
        "python3-urllib3", "python3-idna", "python3-certifi", "python3-charset-normalizer", "python3-chardet", "python3-six", "python3-yaml", "python3-oauthlib", "python3-serial",
    ];

    private static readonly Lazy<(string? Modules, string Problem)> Found = new(Get);

    /// <summary>The directory with the Python modules. Skips the test if Debian's packages are not available.</summary>
    public static string Modules
    {
        get
        {
            Assert.SkipWhen(Found.Value.Modules is null, Found.Value.Problem);
            return Found.Value.Modules!;
        }
    }

    private static (string? Modules, string Problem) Get()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "peers");
        var modules = Path.Combine(root, "usr", "lib", "python3", "dist-packages");
        if (File.Exists(Path.Combine(root, "complete"))) return (modules, "");
        if (!File.Exists("/usr/bin/apt-get") || !File.Exists("/usr/bin/python3")) return (null, "Debian's agents require apt-get and python3");
        Directory.CreateDirectory(root);
        var (status, output) = Shell(root, $"apt-get download --quiet {string.Join(' ', Packages)} && for package in *.deb; do dpkg-deb -x \"$package\" . || exit 1; done && rm ./*.deb && touch complete");
        return status == 0 ? (modules, "") : (null, $"cannot download Debian's packages waagent and cloud-init: {output.Trim().Split('\n')[^1]}");
    }

    private static (int Status, string Output) Shell(string directory, string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command + " 2>&1"]) { WorkingDirectory = directory, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            return (1, "timed out after two minutes");
        }
        return (process.ExitCode, output.Result);
    }
}
