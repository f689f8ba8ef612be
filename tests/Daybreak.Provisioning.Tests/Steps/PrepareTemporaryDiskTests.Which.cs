using Daybreak.Provisioning.Tests.Rig;

namespace Daybreak.Provisioning.Tests.Steps;

public sealed partial class PrepareTemporaryDiskTests
{
    [Fact]
    public void Generation_1_has_the_disk_on_the_second_IDE_channel()
    {
        AzureDisks.Generation1(root);
        Assert.Equal(["sdb"], Found());
    }

    [Fact]
    public void Generation_2_has_the_disk_at_unit_1_of_the_first_controller()
    {
        AzureDisks.Generation2(root);
        Assert.Equal(["sdc"], Found());
    }

    [Theory]
    [InlineData("Microsoft NVMe Direct Disk", null, 3)]
    [InlineData("Microsoft NVMe Direct Disk v2", null, 3)]
    [InlineData("Microsoft NVMe Direct Disk v2", "type=local,index=1,name=nvme-110G-1", 3)]
    [InlineData("Microsoft NVMe Direct Disk v2", "type=data,lun=1,name=mine", 0)]
    [InlineData("Microsoft NVMe Direct Disk v3", null, 0)]
    [InlineData("MSFT NVMe Accelerator v1.0", null, 0)]
    [InlineData("Amazon EC2 NVMe Instance Storage", null, 0)]
    public void On_NVMe_the_controllers_name_identifies_the_disk(string model, string? origin, int count)
    {
        AzureDisks.Nvme(root, 3, model);
        kernel.Origin = origin;
        Assert.Equal(((string[])["nvme1n1", "nvme2n1", "nvme3n1"]).Take(count), Found());
    }

    [Fact]
    public void Finds_SCSI_and_NVMe_disks_in_order()
    {
        AzureDisks.Nvme(root, 11).OnTheBus("sda", "f8b3781a-1e82-4818-a1c3-63d806ec15bb", "0:0:0:1");
        Assert.Equal(["sda", .. Enumerable.Range(1, 11).Select(number => $"nvme{number}n1")], Found());
    }

    [Fact]
    public void Finds_no_disk_outside_Azure()
    {
        AzureDisks.Generation1(root).Azure("None\n");
        Assert.Empty(Found());
    }

    [Theory]
    [InlineData("00000000-0000-8899-0000-000000000000", "0:0:0:1", "Msft    ", "Virtual Disk    ")]
    [InlineData("f8b3781a-1e82-4818-a1c3-63d806ec15bb", "0:0:0:2", "Msft    ", "Virtual Disk    ")]
    [InlineData("f8b3781a-1e82-4818-a1c3-63d806ec15bb", "0:0:0:11", "Msft    ", "Virtual Disk    ")]
    [InlineData("f8b3781c-1e82-4818-a1c3-63d806ec15bb", "0:0:0:1", "Msft    ", "Virtual Disk    ")]
    [InlineData("f8b3781a-1e82-4818-a1c3-63d806ec15bb", "0:0:0:1", "LIO-ORG ", "Virtual Disk    ")]
    [InlineData("f8b3781a-1e82-4818-a1c3-63d806ec15bb", "0:0:0:1", "Msft    ", "Virtual DVD-ROM ")]
    public void Ignores_other_disks_of_the_bus(string controller, string address, string vendor, string model)
    {
        new AzureDisks(root).Azure().OnTheBus("sdx", controller, address, vendor, model);
        Assert.Empty(Found());
    }

    [Fact]
    public void Finds_no_disk_without_sysfs() => Assert.Empty(Found());
}
