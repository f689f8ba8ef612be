namespace Daybreak.Platform.Tests.Media;

public class BlockDevicesTests
{
    private static readonly byte[] Small = new byte[1024];

    [Fact]
    public void Finds_devices_by_their_properties()
    {
        using var devices = new Devices()
            .With("vdb", Small)
            .With("sda", null, ("size", "62914560"))
            .With("sda1", Small, ("partition", "1"))
            .With("loop0", Small).With("ram0", Small).With("zram0", Small)
            .With("sdb", null, ("size", "0"))
            .With("sdc", null, ("size", "2097152"))
            .With("sdd", null, ("size", "2097153"))
            .With("sde", null, ("size", "many"))
            .With("sr1", null)
            .With("cd-of-a-bus", null, ("device/type", "5"))
            .With("hdc", null, ("device/media", "cdrom"))
            .With("sdf", Small, ("device/type", "0"));
        Assert.Equal(
            ["cd-of-a-bus optical", "hdc optical", "sr1 optical", "sdc", "sdf", "vdb"],
            devices.All.Candidates().Select(device => Path.GetFileName(device.Path) + (device.IsOptical ? " optical" : "")));
    }

    [Fact]
    public void Detects_a_drive_without_a_loaded_driver()
    {
        using var devices = new Devices().Scsi("0:0:0:0", "0", bound: false).Scsi("0:0:0:1", "5", bound: true);
        Assert.False(devices.All.DriveIsComing());
        devices.Scsi("0:0:0:2", "5", bound: false);
        Assert.True(devices.All.DriveIsComing());
        Assert.True(devices.Reader.DriveIsComing);
        Assert.False(Daybreak.Platform.Media.MediaReader.Of("/dev/sr0").DriveIsComing);
    }

    [Fact]
    public void Returns_no_device_without_block_devices()
    {
        using var devices = new Devices();
        Assert.Empty(devices.All.Candidates());
        Assert.False(devices.All.DriveIsComing());
        Assert.Empty(new Daybreak.Platform.Media.BlockDevices(Path.Combine(devices.Nodes, "no-sysfs"), devices.Nodes).Candidates());
    }
}
