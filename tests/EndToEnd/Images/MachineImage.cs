
namespace EndToEnd.Images;

/// <summary>A generalized Debian without the agent, created once by eng/machine-image.sh and cached outside the repository.</summary>
/// <param name="Path">The directory that the script prints.</param>
public sealed record MachineImage(string Path)
{
    private static readonly Lazy<Task<MachineImage>> Bookworm = new(() => MakeAsync("bookworm"));

    private static readonly Lazy<Task<MachineImage>> Trixie = new(() => MakeAsync("trixie"));
    private static readonly Lazy<Task<MachineImage>> Small = new(async () =>
        new((await new Command(Repository.Item("eng/openrc-image.sh")).RunAsync(limit: TimeSpan.FromMinutes(15))).Succeeded().Text));

    /// <summary>Debian 12.</summary>
    public static Task<MachineImage> Debian12 => Bookworm.Value;

    /// <summary>Debian 13.</summary>
    public static Task<MachineImage> Debian13 => Trixie.Value;

    /// <summary>Busybox and OpenRC for a container, created by eng/openrc-image.sh, without a kernel.</summary>
    public static Task<MachineImage> OpenRc => Small.Value;

    /// <summary>The root directory. It is never written to.</summary>
    public string Root => System.IO.Path.Combine(Path, "rootfs");

    /// <summary>The kernel as an ELF file.</summary>
    public string Kernel => System.IO.Path.Combine(Path, "vmlinux");

    /// <summary>The initial RAM disk.</summary>
    public string InitialRamDisk => System.IO.Path.Combine(Path, "initrd");

    /// <summary>The private key for the root account.</summary>
    public string SshKey => System.IO.Path.Combine(Path, "ssh-key");

    /// <summary>A Debian release by its name.</summary>
    public static async Task<MachineImage> MakeAsync(string suite)
    {
        var made = await new Command(Repository.Item("eng/machine-image.sh"), "--suite", suite).RunAsync(limit: TimeSpan.FromMinutes(15));
        return new MachineImage(made.Succeeded().Text);
    }
}
