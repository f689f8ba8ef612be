using System.Security.Cryptography;
using Daybreak.OpticalDisc;
using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd.Media;

/// <summary>Daybreak.OpticalDisc and the kernel's drivers read the same bytes from a disc.</summary>
[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class KernelDriverTests
{
    private const string Hashes = "mount -o ro -t {0} /dev/sr0 /mnt && cd /mnt && sha256sum ovf-env.xml CustomData.bin && cd / && umount /mnt";

    private static readonly Scenario WithDisc = new()
    {
        HostName = "both-ways",
        VmLines = ["user: alice", "password: Tr0ub4dor-and-3", "customDataBase64: " + Convert.ToBase64String([.. Enumerable.Range(0, 40_000).Select(i => (byte)(i * 7 >> 3))])],
    };

    [Fact]
    public async Task Reads_the_same_bytes_as_the_kernel()
    {
        var kind = new MachineKind.Virtual();
        kind.Require();
        await using var laboratory = await Laboratory.CreateAsync(kind, await LayeredImage.Debian12, "kernel-driver");
        var image = await ProvisioningDisc.WriteAsync(WithDisc, "bridge");
        ((VirtualMachine)laboratory.Machine).Disc = image;
        await laboratory.BootAsync(WithDisc);
        await laboratory.Machine.WaitForBootAsync();

        foreach (var (format, type) in ((DiscFormat, string)[])[(DiscFormat.Udf, "udf"), (DiscFormat.Iso9660, "iso9660")])
            Assert.Equal(Read(image, format), Lines(await laboratory.Machine.AskAsync(Hashes.Replace("{0}", type, StringComparison.Ordinal))));
    }

    private static List<string> Read(string image, DiscFormat format)
    {
        using var stream = File.OpenRead(image);
        Assert.True(OpticalDiscImage.TryOpenAs(format, stream, null, out var disc, out var error), error?.ToString());
        var lines = new List<string>();
        foreach (var name in (string[])["ovf-env.xml", "CustomData.bin"])
        {
            Assert.True(disc.TryFind(name, out var entry, out error), error?.ToString());
            Assert.True(entry.TryReadAllBytes(1 << 20, out var content, out error), error?.ToString());
            lines.Add($"{Convert.ToHexStringLower(SHA256.HashData(content))} {name}");
        }
        return lines;
    }

    private static List<string> Lines(string output) => [.. output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
}
