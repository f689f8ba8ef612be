
namespace EndToEnd.Images;

/// <summary>A Debian with a test's changes in layers above it. The Debian and the lower layers are never changed.</summary>
public sealed class LayeredImage
{
    private const string InstallAgent = """
        "$2" --root "$1" --executable "$3"
        """;

    private const string WriteFile = """
        mkdir -p "$1${2%/*}"
        printf %s "$3" >"$1$2"
        """;

    // $1 lower directories, $2 upper, $3 work, then the change. The mounts end with the namespace.
    private const string Change = """
        mount -t overlay -o "lowerdir=$1,upperdir=$2,workdir=$3" overlay /mnt
        change=$4
        shift 4
        exec sh -euc "$change" sh /mnt "$@"
        """;

    private static readonly Lazy<Task<LayeredImage>> Debian12WithAgent = new(async () => await new LayeredImage(await MachineImage.Debian12, []).WithAgentAsync());

    private static readonly Lazy<Task<LayeredImage>> Debian13WithAgent = new(async () => await new LayeredImage(await MachineImage.Debian13, []).WithAgentAsync());

    private static readonly Lazy<Task<LayeredImage>> OpenRcWithAgent = new(async () => await new LayeredImage(await MachineImage.OpenRc, []).WithAgentAsync());

    private readonly Lazy<Task<string>> disk;

    private LayeredImage(MachineImage machine, IReadOnlyList<string> layers)
    {
        Machine = machine;
        Layers = [.. layers, machine.Root];
        disk = new(MakeDiskAsync);
    }

    /// <summary>Debian 12 with the agent under test, installed by packaging/install.sh as an image builder does.</summary>
    public static Task<LayeredImage> Debian12 => Debian12WithAgent.Value;

    /// <summary>Debian 13 with the agent.</summary>
    public static Task<LayeredImage> Debian13 => Debian13WithAgent.Value;

    /// <summary>A small machine with busybox, OpenRC and the agent, without a kernel.</summary>
    public static Task<LayeredImage> OpenRc => OpenRcWithAgent.Value;

    /// <summary>The Debian below: the kernel and the key.</summary>
    public MachineImage Machine { get; }

    /// <summary>All directories, the topmost first; the last one is the root directory of the Debian.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>The image as a raw disk, created when it is first needed. It is never written to.</summary>
    public Task<string> Disk => disk.Value;

    /// <summary>The image with another file.</summary>
    public Task<LayeredImage> WithFileAsync(string path, string content) => WithChangeAsync(WriteFile, path, content);

    /// <summary>The image after a shell script has changed it.</summary>
    /// <param name="script">The script; $1 is the root directory.</param>
    /// <param name="arguments">$2, $3, …</param>
    public async Task<LayeredImage> WithChangeAsync(string script, params string[] arguments)
    {
        var directory = RunDirectory.New("layer");
        var upper = Directory.CreateDirectory(Path.Combine(directory, "upper")).FullName;
        var work = Directory.CreateDirectory(Path.Combine(directory, "work")).FullName;
        var shell = Command.Shell(Change, [string.Join(':', Layers), upper, work, script, .. arguments]);
        (await new Command(["unshare", "--mount", .. shell.Words]).RunAsync()).Succeeded();
        return new LayeredImage(Machine, [upper, .. Layers.SkipLast(1)]);
    }

    /// <summary>The image with the certificates program, where packaging/install.sh installs it.</summary>
    public Task<LayeredImage> WithCertificatesAsync() => WithChangeAsync("""install -D -m 0755 "$2" "$1/usr/lib/daybreak/daybreak-certificates" """, Repository.Certificates);

    private Task<LayeredImage> WithAgentAsync() => WithChangeAsync(InstallAgent, Repository.Item("packaging/install.sh"), Repository.Agent);

    private async Task<string> MakeDiskAsync()
    {
        var path = Path.Combine(RunDirectory.New("disk"), "disk.raw");
        (await new Command([Repository.Item("eng/machine-disk.sh"), path, .. Layers]).RunAsync()).Succeeded();
        return path;
    }
}
