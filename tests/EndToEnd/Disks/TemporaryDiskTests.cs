using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd.Disks;

/// <summary>
/// A temporary disk during the life of a VM: the platform's NTFS at the first boot, the file system of Daybreak at the second, a blank disk after the platform has replaced it; and a
/// disk that appears and disappears while the machine runs. QEMU has no VMBus, so a unit in the image shows the sysfs directory of the disk below a VMBus controller, and a udev rule
/// sets the property that the shipped rules derive from the controller. Everything else is real.
/// </summary>
[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class TemporaryDiskTests
{
    private const long Kibibytes = 1024 * 1024;

    private const string ShowBus = """
        cat >"$1/usr/local/sbin/show-bus" <<'END'
        #!/bin/sh
        set -eu
        for unit in /sys/class/scsi_disk/*:1; do address=${unit##*/}; name=$(ls "$unit/device/block"); done
        controller=/run/bus/f8b3781a-1e82-4818-a1c3-63d806ec15bb
        device=$controller/host0/target/$address
        mkdir -p "$device/block/$name" /run/block
        echo '{f8b3781a-1e82-4818-a1c3-63d806ec15bb}' >"$controller/device_id"
        echo 'Msft    ' >"$device/vendor"
        echo 'Virtual Disk    ' >"$device/model"
        umount "$device/block/$name" 2>/dev/null || :
        for link in /sys/block/*; do ln -sfn "$(readlink "$link")" "/run/block/${link##*/}"; done
        mount --bind "/sys/class/block/$name" "$device/block/$name"
        ln -sfn "$device/block/$name" "/run/block/$name"
        mountpoint -q /sys/block || mount --bind /run/block /sys/block
        END
        chmod 755 "$1/usr/local/sbin/show-bus"
        cat >"$1/etc/systemd/system/show-bus.service" <<'END'
        [Unit]
        DefaultDependencies=no
        After=local-fs.target
        Before=azure-boot.service azure-provisioning-local.service
        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=/usr/local/sbin/show-bus
        END
        mkdir -p "$1/etc/systemd/system/sysinit.target.wants" "$1/etc/daybreak/daybreak.conf.d" "$1/etc/systemd/system/azure-temporary-disk@.service.d" "$1/etc/udev/rules.d"
        printf '[Service]\nExecStartPre=/usr/local/sbin/show-bus\n' >"$1/etc/systemd/system/azure-temporary-disk@.service.d/tests.conf"
        echo 'KERNEL=="sd*", SUBSYSTEMS=="scsi", KERNELS=="*:*:*:1", ENV{AZURE_TEMPORARY_DISK}="1"' >"$1/etc/udev/rules.d/65-show-bus.rules"
        ln -s ../show-bus.service "$1/etc/systemd/system/sysinit.target.wants/"
        printf '[Swap]\nSize=128M\n' >"$1/etc/daybreak/daybreak.conf.d/tests.conf"
        """;

    // Starts, and ends when the disk disappears.
    private const string SlowFormatter = """
        mv /usr/sbin/mkfs.ext4 /usr/sbin/mkfs.ext4.own
        cat >/usr/sbin/mkfs.ext4 <<'END'
        #!/bin/sh
        for word; do case $word in *dev/*) device=$word ;; esac; done
        touch /run/mkfs-begun
        for i in $(seq 600); do dd if="$device" of=/dev/null bs=4096 count=1 iflag=direct 2>/dev/null || break; sleep 0.1; done
        exec mke2fs -t ext4 "$@"
        END
        chmod 755 /usr/sbin/mkfs.ext4
        """;

    // journalctl fails if no such unit has run.
    private const string Late = "{ journalctl --boot --no-pager --output=cat --unit='azure-temporary-disk@*' 2>/dev/null || :; }";

    private const string Wait = "for i in $(seq 120); do grep -q swapfile /proc/swaps && exit 0; sleep 1; done; journalctl --boot --no-pager -o cat -u azure-boot.service -u azure-provisioning.service; exit 1";

    [Fact]
    public async Task Mounts_the_disk_at_each_boot_and_formats_a_replacement()
    {
        var disk = await TemporaryDisk.MakeAsync(Kibibytes, RunDirectory.New("temporary"));
        var kind = new MachineKind.Virtual { TemporaryDisk = disk };
        kind.Require();
        var image = await (await LayeredImage.Debian12).WithChangeAsync(ShowBus);
        await using var laboratory = await Laboratory.CreateAsync(kind, image, "temporary-disk");
        var machine = laboratory.Machine;
        var scenario = new Scenario();

        await laboratory.BootAsync(scenario);
        await laboratory.Platform.WaitForReadyAsync(TimeSpan.FromMinutes(8), machine.FailureReason);
        await AssertMountedAsync(machine);
        // udev parses the rules without errors. Only a real VMBus disk matches them.
        Assert.DoesNotContain("66-azure", (await machine.SshAsync("udevadm test /sys/class/block/sda 2>&1 | grep -iE 'invalid|unknown|ignoring'")).Text, StringComparison.Ordinal);
        await machine.AskAsync("echo mine >/mnt/file; sync");

        await laboratory.StartScenarioAsync(scenario);
        await machine.RebootAsync();
        await AssertMountedAsync(machine);
        Assert.Equal("mine", await machine.AskAsync("cat /mnt/file"));
        Assert.DoesNotContain("formatted", await JournalAsync(machine), StringComparison.Ordinal);

        await machine.PowerOffAsync();
        await using (var blank = File.Create(disk!)) blank.SetLength(Kibibytes * 1024);
        await laboratory.BootAsync(scenario);
        await AssertMountedAsync(machine);
        Assert.NotEqual(0, (await machine.SshAsync("test -e /mnt/file")).ExitStatus);
        Assert.Contains("formatted as ext4", await JournalAsync(machine), StringComparison.Ordinal);
        Assert.Equal("running", await machine.WaitForBootAsync());
        Assert.StartsWith("/dev/sd", await machine.AskAsync("readlink -f /dev/disk/azure/resource"), StringComparison.Ordinal);
        // The disk was available in time, so no separate unit was started for it.
        Assert.DoesNotContain("daybreak", await machine.AskAsync(Late), StringComparison.Ordinal);
        await TwoAtOnceAsync(machine);

        await PlugAndUnplugAsync((VirtualMachine)machine, disk!);
    }

    private static async Task TwoAtOnceAsync(Machine machine)
    {
        await machine.AskAsync("swapoff -a; umount /mnt; for i in 1 2 3; do daybreak boot & done; wait");
        Assert.Equal("1", await machine.AskAsync("grep -c ' /mnt ' /proc/self/mountinfo"));
        Assert.Equal("1", await machine.AskAsync("grep -c swapfile /proc/swaps"));
    }

    private static async Task PlugAndUnplugAsync(VirtualMachine machine, string disk)
    {
        await machine.AskAsync("swapoff -a; umount /mnt");
        await machine.AskAsync(SlowFormatter);
        await machine.UnplugTemporaryDiskAsync();
        await WaitAsync(machine, "! ls /sys/class/scsi_disk/*:1 2>/dev/null");

        await using (var blank = File.Create(disk)) blank.SetLength(Kibibytes * 1024);
        await machine.PlugTemporaryDiskAsync(disk);
        await WaitAsync(machine, "test -e /run/mkfs-begun");
        await machine.UnplugTemporaryDiskAsync();
        await WaitAsync(machine, $"{Late} | grep -E 'mkfs.ext4 failed with exit code|disappeared while it was being formatted'");
        Assert.Equal("", await machine.AskAsync("find /dev -maxdepth 1 -type f"));
        Assert.NotEqual(0, (await machine.SshAsync("findmnt /mnt")).ExitStatus);

        // The same disk returns, with an incomplete file system.
        await machine.AskAsync("mv /usr/sbin/mkfs.ext4.own /usr/sbin/mkfs.ext4");
        await machine.PlugTemporaryDiskAsync(disk);
        await AssertMountedAsync(machine);
        Assert.Contains("formatted as ext4", await machine.AskAsync(Late), StringComparison.Ordinal);
    }

    private static async Task WaitAsync(Machine machine, string condition)
    {
        var waited = await machine.SshAsync($"for i in $(seq 120); do if {condition} >/dev/null; then exit 0; fi; sleep 0.5; done; {Late}; lsblk; exit 1");
        Assert.True(waited.ExitStatus == 0, $"{condition}: {waited.Text}");
    }

    private static Task<string> JournalAsync(Machine machine) => machine.AskAsync("journalctl --boot --no-pager --output=cat --unit=azure-boot.service");

    private static async Task AssertMountedAsync(Machine machine)
    {
        await machine.WaitForBootAsync();
        var waited = await machine.SshAsync(Wait);
        Assert.True(waited.ExitStatus == 0, waited.Text);
        Assert.Equal("ext4", await machine.AskAsync("findmnt --noheadings --output FSTYPE /mnt"));
        Assert.Contains("WARNING: THIS IS A TEMPORARY DISK", await machine.AskAsync("cat /mnt/DATALOSS_WARNING_README.txt"), StringComparison.Ordinal);
        // systemd associates the mount with the prepared unit.
        Assert.Equal("ActiveState=active\nFragmentPath=/run/systemd/system/mnt.mount", (await machine.AskAsync("systemctl show mnt.mount --property=ActiveState,FragmentPath | sort")).Trim());
        Assert.Equal("600", await machine.AskAsync("stat -c %a /mnt/swapfile"));
        Assert.Equal("", (await machine.SshAsync("grep -v '^#' /etc/fstab")).Text.Trim());
    }
}
