using System.Text;
using Daybreak.Platform.Media;

namespace Daybreak.Platform.Tests.Media;

public class MediaReaderTests
{
    private static readonly byte[] Document = Ovf.Bytes(Ovf.With("<UserName>alice</UserName>"));
    private static readonly string[] Bridge = ["-udf", "-J", "-r", "-V", "MEDIA"];
    private static readonly byte[] Media = Devices.Disc(Bridge, ("ovf-env.xml", Document));
    private static readonly byte[] Foreign = Devices.Disc(["-J", "-V", "DRIVERS"], ("readme.txt", "hi"u8.ToArray()));

    public static TheoryData<string, byte[]> Discs => new()
    {
        { "bridge", Media },
        { "Joliet and Rock Ridge", Devices.Disc(["-J", "-r"], ("ovf-env.xml", Document)) },
        { "Rock Ridge", Devices.Disc(["-r"], ("ovf-env.xml", Document)) },
        { "plain names", Devices.Disc([], ("ovf-env.xml", Document)) },
        { "another case", Devices.Disc(["-J"], ("OVF-Env.XML", Document)) },
        { "the document itself", Document },
        { "the document with a mark", [0xef, 0xbb, 0xbf, .. Document] },
    };

    [Theory]
    [MemberData(nameof(Discs))]
    public void Finds_the_media_in_every_form(string what, byte[] content)
    {
        _ = what;
        using var devices = new Devices().Optical("sr0", content);
        var found = devices.Reader.Look();
        Assert.Equal(("alice", devices.Node("sr0"), null, false), (found.Environment?.UserName, found.Origin, found.Failure, found.MayComeLate));
        Assert.Equal("alice", MediaReader.Of(devices.Node("sr0")).Look().Environment?.UserName);
    }

    [Fact]
    public void Reads_a_directory_as_media()
    {
        using var devices = new Devices();
        var reader = MediaReader.Of(devices.Nodes);
        Assert.Contains("has no ovf-env.xml", reader.Look().Absence, StringComparison.Ordinal);
        File.WriteAllBytes(Path.Combine(devices.Nodes, "ovf-env.xml"), Document);
        Assert.Equal("alice", reader.Look().Environment?.UserName);
    }

    [Fact]
    public void A_later_search_finds_a_late_disc()
    {
        using var devices = new Devices();
        var reader = devices.Reader;
        Assert.Equal((false, "no optical drive and no small disk found"), (reader.Look().MayComeLate, reader.Look().Absence));
        devices.Optical("sr0", null);
        var early = reader.Look();
        Assert.Equal((null, null, true, $"{devices.Node("sr0")} does not exist yet"), (early.Environment, early.Failure, early.MayComeLate, early.Absence));
        devices.Insert("sr0", Media);
        Assert.Equal("alice", reader.Look().Environment?.UserName);
    }

    [Fact]
    public void Finds_the_media_after_other_discs_and_broken_drives()
    {
        using var devices = new Devices().Optical("sr0", Foreign).Optical("sr1", Garbled()).Optical("sr2", Media);
        Assert.Equal((devices.Node("sr2"), "alice"), (devices.Reader.Look().Origin, devices.Reader.Look().Environment?.UserName));
    }

    [Fact]
    public void Ignores_a_disc_that_is_not_for_Azure()
    {
        using var devices = new Devices().Optical("sr0", Foreign).Optical("sr1", Devices.Disc(["-J"], ("ovf-env.xml", "<Environment/>"u8.ToArray()))).Optical("sr2", new byte[65536]);
        var found = devices.Reader.Look();
        Assert.Equal((null, null, false), (found.Environment, found.Failure, found.MayComeLate));
        Assert.Equal(
            [
                $"{devices.Node("sr0")} (DRIVERS) is not provisioning media: it has no ovf-env.xml",
                $"{devices.Node("sr1")} is not provisioning media: its ovf-env.xml has no ProvisioningSection in Azure's namespace",
                $"{devices.Node("sr2")} has neither UDF nor ISO 9660",
            ],
            found.Story);
    }

    [Fact]
    public void Reads_a_small_disk_and_never_opens_a_large_one()
    {
        using var devices = new Devices().With("vda", null, ("size", "62914560")).With("vdb", Media);
        // Opening a socket would fail and appear in the message.
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(devices.Node("vda")));
        var found = devices.Reader.Look();
        Assert.Equal((devices.Node("vdb"), "alice"), (found.Origin, found.Environment?.UserName));
        devices.Insert("vdb", new byte[65536]);
        Assert.DoesNotContain("vda", devices.Reader.Look().Absence, StringComparison.Ordinal);
    }

    [Fact]
    public void Ignores_a_small_disk_that_is_not_a_disc()
    {
        using var devices = new Devices().With("sdb", Garbled());
        var found = devices.Reader.Look();
        Assert.Equal((null, null, false, $"{devices.Node("sdb")} is not provisioning media"), (found.Environment, found.Failure, found.MayComeLate, found.Absence));
    }

    [Fact]
    public void A_malformed_document_of_Azure_on_a_small_disk_is_a_failure()
    {
        using var devices = new Devices().With("sdb", Devices.Disc(["-J"], ("ovf-env.xml", Document[..^30])));
        Assert.StartsWith("error parsing ovf-env.xml", devices.Reader.Look().Failure?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_disc_is_a_failure_with_its_place()
    {
        using var devices = new Devices().Optical("sr0", Garbled());
        var found = devices.Reader.Look();
        Assert.Equal((devices.Node("sr0"), true, "failure to read the provisioning media"), (found.Origin, found.MayComeLate, found.Failure?.Reason));
        Assert.StartsWith($"provisioning media {devices.Node("sr0")}: the disc is damaged: ", found.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("sector", MessageRules.Check(found.Failure.Message), StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_ISO_9660_of_a_bridge_disc_if_UDF_is_damaged()
    {
        // The file entry of the document: the second tag 261, after that of the root directory.
        byte[] disc = [.. Media];
        int damaged = 0;
        for (int at = 257 * 2048; at + 2048 <= disc.Length; at += 2048)
        {
            if (disc[at] != 5 || disc[at + 1] != 1 || disc[at + 27] != 5) continue;
            disc.AsSpan(at + 16, 200).Fill(0xff);
            damaged++;
        }
        Assert.Equal(1, damaged);
        using var devices = new Devices().Optical("sr0", disc);
        Assert.Equal("alice", devices.Reader.Look().Environment?.UserName);
    }

    [Fact]
    public void A_failure_names_the_unreadable_device()
    {
        using var devices = new Devices();
        foreach (var (path, why) in ((string, string)[])[(devices.Node("none"), "no such file"), ("/proc/self/mem", "provisioning media /proc/self/mem: ")])
        {
            var found = MediaReader.Of(path).Look();
            Assert.Equal((null, "failure to read the provisioning media"), (found.Environment, found.Failure?.Reason));
            Assert.Contains(path, found.Failure!.Message, StringComparison.Ordinal);
            Assert.Contains(why, MessageRules.Check(found.Failure.Message), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Reads_CustomData_bin_if_the_document_has_no_custom_data()
    {
        byte[] beside = [0, 0xff, 13, 10];
        Assert.Equal(beside, CustomData(Devices.Disc(Bridge, ("ovf-env.xml", Document), ("CustomData.bin", beside))));
        byte[] both = Devices.Disc(Bridge, ("ovf-env.xml", Ovf.Bytes(Ovf.With("<CustomData>aGk=</CustomData>"))), ("CustomData.bin", beside));
        Assert.Equal("hi"u8.ToArray(), CustomData(both));
        Assert.Null(CustomData(Devices.Disc(Bridge, ("ovf-env.xml", Document), ("CustomData.bin", []))));
    }

    [Fact]
    public void Unreadable_custom_data_is_a_failure()
    {
        byte[] large = new byte[5 * 1024 * 1024];
        using var devices = new Devices().Optical("sr0", Devices.Disc(["-J"], ("ovf-env.xml", Document), ("CustomData.bin", large)));
        var found = devices.Reader.Look();
        Assert.Null(found.Environment);
        Assert.Contains("CustomData.bin cannot be read", MessageRules.Check(found.Failure?.Message), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5 * 1024 * 1024)]
    public void Rejects_a_huge_document_without_reading_it(int size)
    {
        byte[] document = Encoding.UTF8.GetBytes("<e>" + new string('x', size) + "</e>");
        using var devices = new Devices().Optical("sr0", Devices.Disc(["-J"], ("ovf-env.xml", document))).Optical("sr1", document);
        Assert.NotNull(devices.Reader.Look().Failure);
        Assert.Contains("larger than 4 MiB", MessageRules.Check(MediaReader.Of(devices.Node("sr1")).Look().Failure?.Message), StringComparison.Ordinal);
    }

    private static byte[]? CustomData(byte[] disc)
    {
        using var devices = new Devices().Optical("sr0", disc);
        return devices.Reader.Look().Environment!.CustomData?.Reveal().ToArray();
    }

    // A disc with volume descriptors and nothing else.
    private static byte[] Garbled()
    {
        byte[] disc = Devices.Disc(["-J", "-r"], ("ovf-env.xml", Document));
        disc.AsSpan(19 * 2048).Fill(0xff);
        return disc;
    }
}
