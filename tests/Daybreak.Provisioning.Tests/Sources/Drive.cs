using System.Text;
using Daybreak.Platform.Media;

namespace Daybreak.Provisioning.Tests.Sources;

/// <summary>A file as an optical drive, with its sysfs.</summary>
internal sealed class Drive : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("daybreak-drive-").FullName;

    public Drive()
    {
        Directory.CreateDirectory(Path.Combine(root, "dev"));
        Add("sr0");
    }

    public MediaReader Reader => MediaReader.Searching(new BlockDevices(Path.Combine(root, "sys"), Path.Combine(root, "dev")));

    public string Node => Path.Combine(root, "dev/sr0");

    /// <summary>A disc of which only the start is readable.</summary>
    public static byte[] Damaged
    {
        get
        {
            byte[] disc = new byte[300 * 2048];
            foreach (var (sector, id) in ((int, string)[])[(16, "\0BEA01\u0001"), (17, "\0NSR02\u0001"), (18, "\0TEA01\u0001")]) Encoding.ASCII.GetBytes(id, disc.AsSpan(sector * 2048));
            return disc;
        }
    }

    public static string Document(string set, string hostName = "web-1", string settings = "") =>
        "<Environment xmlns=\"http://schemas.microsoft.com/windowsazure\"><ProvisioningSection><LinuxProvisioningConfigurationSet>"
        + $"<HostName>{hostName}</HostName>{set}</LinuxProvisioningConfigurationSet></ProvisioningSection>"
        + $"<PlatformSettingsSection><PlatformSettings>{settings}</PlatformSettings></PlatformSettingsSection></Environment>";

    public Drive Insert(byte[] disc)
    {
        File.WriteAllBytes(Node, disc);
        return this;
    }

    public Drive Insert(string document) => Insert(Encoding.UTF8.GetBytes(document));

    /// <summary>A second drive, with a disc in it.</summary>
    public Drive InsertSecond(string document)
    {
        Add("sr1");
        File.WriteAllText(Path.Combine(root, "dev/sr1"), document);
        return this;
    }

    private void Add(string name)
    {
        string device = Directory.CreateDirectory(Path.Combine(root, $"sys/class/block/{name}/device")).FullName;
        File.WriteAllText(Path.Combine(device, "type"), "5\n");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
