using System.Diagnostics;
using Daybreak.Platform.Media;

namespace Daybreak.Platform.Tests.Media;

/// <summary>Temporary /sys and /dev directories, in which devices are files.</summary>
internal sealed class Devices : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("daybreak-devices-").FullName;

    public Devices()
    {
        Directory.CreateDirectory(Sysfs);
        Directory.CreateDirectory(Nodes);
    }

    public MediaReader Reader => MediaReader.Searching(All);

    public BlockDevices All => new(Path.Combine(root, "sys"), Nodes);

    public string Nodes => Path.Combine(root, "dev");

    private string Sysfs => Path.Combine(root, "sys/class/block");

    /// <summary>Adds a device, which is a link in sysfs, as from the kernel.</summary>
    public Devices With(string name, byte[]? content, params (string Attribute, string Value)[] attributes)
    {
        string directory = Path.Combine(root, "sys/devices", name);
        Directory.CreateDirectory(directory);
        Attribute(directory, "size", $"{(content?.Length ?? 0) / 512}\n");
        foreach (var (attribute, value) in attributes) Attribute(directory, attribute, value + "\n");
        Directory.CreateSymbolicLink(Path.Combine(Sysfs, name), directory);
        if (content is not null) Insert(name, content);
        return this;
    }

    public Devices Optical(string name, byte[]? content) => With(name, content, ("device/type", "5"));

    /// <summary>Adds a device to the bus, with a block device below it if the driver is loaded.</summary>
    public Devices Scsi(string address, string type, bool bound)
    {
        string directory = Path.Combine(root, "sys/bus/scsi/devices", address);
        Directory.CreateDirectory(bound ? Path.Combine(directory, "block/sr0") : directory);
        Attribute(directory, "type", type + "\n");
        return this;
    }

    public void Insert(string name, byte[] content) => File.WriteAllBytes(Node(name), content);

    public string Node(string name) => Path.Combine(Nodes, name);

    public void Dispose() => Directory.Delete(root, recursive: true);

    /// <summary>A disc with files.</summary>
    /// <param name="options">Options of genisoimage; "-udf" creates a bridge disc.</param>
    /// <param name="files">Name and content.</param>
    public static byte[] Disc(string[] options, params (string Name, byte[] Content)[] files)
    {
        string folder = Directory.CreateTempSubdirectory("daybreak-disc-").FullName;
        try
        {
            string tree = Directory.CreateDirectory(Path.Combine(folder, "tree")).FullName;
            foreach (var (name, content) in files) File.WriteAllBytes(Path.Combine(tree, name), content);
            using var process = Process.Start(new ProcessStartInfo("genisoimage", ["-quiet", .. options, "-o", Path.Combine(folder, "disc"), tree]) { RedirectStandardError = true })!;
            string complaints = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, $"genisoimage: {complaints}");
            return File.ReadAllBytes(Path.Combine(folder, "disc"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Attribute(string directory, string name, string value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(directory, name))!);
        File.WriteAllText(Path.Combine(directory, name), value);
    }
}
