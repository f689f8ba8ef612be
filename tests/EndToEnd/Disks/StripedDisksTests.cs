using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd.Disks;

/// <summary>
/// Two temporary NVMe disks combined by md, with the kernel's driver, Debian's mdadm and its udev rules, which assemble arrays automatically. QEMU's controllers have a fixed
/// model, so a unit in the image mounts a file with Azure's model over it.
/// </summary>
[Trait(MachineKind.Trait, MachineKind.Virtual.TraitValue)]
public sealed class StripedDisksTests
{
    private const long Size = 512L * 1024 * 1024;
    private const string Marked = "/mnt/mine";

    // $2: the unpacked package of mdadm.
    private const string Prepare = """
        cp "$2/sbin/mdadm" "$1/usr/sbin/"
        cp "$2"/lib/udev/rules.d/*md-raid* "$1/usr/lib/udev/rules.d/"
        cat >"$1/etc/systemd/system/show-controllers.service" <<'END'
        [Unit]
        DefaultDependencies=no
        After=local-fs.target
        Before=azure-boot.service azure-provisioning-local.service
        [Service]
        Type=oneshot
        RemainAfterExit=yes
        ExecStart=/bin/sh -euc 'printf "%%-40s\\n" "Microsoft NVMe Direct Disk" >/run/model; for one in /sys/class/nvme/nvme*/model; do mount --bind /run/model $one; done'
        END
        mkdir -p "$1/etc/systemd/system/sysinit.target.wants" "$1/etc/daybreak/daybreak.conf.d"
        ln -s ../show-controllers.service "$1/etc/systemd/system/sysinit.target.wants/"
        printf '[TemporaryDisk]\nCombine=md\n[Swap]\nSize=64M\n' >"$1/etc/daybreak/daybreak.conf.d/tests.conf"
        """;

    private const string Off = "swapoff -a; umount /mnt; ";
    private const string Stop = "mdadm --quiet --stop /dev/md1??; udevadm settle; mdadm --quiet --stop /dev/md1?? 2>/dev/null || :; ";
    private const string Blank = "blkdiscard --zeroout --force $disk; ";

    [Fact]
    public async Task Combines_two_disks_and_keeps_the_volume_over_boots_interruptions_and_replacements()
    {
        var directory = RunDirectory.New("nvme");
        List<string> disks = [Path.Combine(directory, "1.raw"), Path.Combine(directory, "2.raw")];
        foreach (string disk in disks)
            await using (var blank = File.Create(disk)) blank.SetLength(Size);
        var kind = new MachineKind.Virtual { NvmeDisks = disks };
        kind.Require();
        string mdadm = (await new Command(Repository.Item("eng/machine-package.sh"), "mdadm").RunAsync(limit: TimeSpan.FromMinutes(15))).Succeeded().Text;
        var image = await (await LayeredImage.Debian12).WithChangeAsync(Prepare, mdadm);
        await using var laboratory = await Laboratory.CreateAsync(kind, image, "striped-disks");
        var machine = laboratory.Machine;
        var scenario = new Scenario();

        await laboratory.BootAsync(scenario);
        await laboratory.Platform.WaitForReadyAsync(TimeSpan.FromMinutes(8), machine.FailureReason);
        await machine.WaitForBootAsync();
        await WaitAsync(machine);
        await AssertVolumeAsync(machine, isNew: true);

        await RunAsync(machine, Off, "unmounted, still assembled", isNew: false);
        await RunAsync(machine, Off + Stop, "not assembled", isNew: false);
        await RunAsync(machine, Off + Stop + "for i in 1 2 3; do daybreak boot & done; wait", "three runs at once", isNew: false);
        await RunAsync(machine, Off + Stop + "mdadm --quiet --incremental /dev/nvme1n1 || :", "partly assembled by udev", isNew: false);
        await RunAsync(machine, Off + Stop + "disk=/dev/nvme0n1; " + Blank, "one is blank", isNew: true);
        await RunAsync(machine, Off + Stop + "mdadm --quiet --incremental /dev/nvme1n1 || :; disk=/dev/nvme0n1; " + Blank, "one is blank, the other is partly assembled by udev", isNew: true);
        await RunAsync(machine, Off + Begun("nvme0n1"), "an interruption between the markers", isNew: true);

        // Another array of the same disks, which a user created.
        await machine.AskAsync(Off + Stop + "disk=/dev/nvme0n1; " + Blank + "disk=/dev/nvme1n1; " + Blank + "yes | mdadm --quiet --create /dev/md5 --level=0 --raid-devices=2 /dev/nvme0n1 /dev/nvme1n1");
        Assert.Contains("is left alone: it is a member of md5", await machine.AskAsync("daybreak boot 2>&1"), StringComparison.Ordinal);
        await machine.AskAsync("mdadm --quiet --stop /dev/md5");
        Assert.Contains("is left alone: it ", await machine.AskAsync("daybreak boot 2>&1"), StringComparison.Ordinal);
        await RunAsync(machine, Stop + "disk=/dev/nvme0n1; " + Blank + "disk=/dev/nvme1n1; " + Blank, "both are blank", isNew: true);

        await machine.RebootAsync();
        await WaitAsync(machine);
        await AssertVolumeAsync(machine, isNew: false);
        Assert.Equal("running", await machine.WaitForBootAsync());
    }

    // The state in the marker, 768 KiB before the end of the disk.
    private static string Begun(string disk) => $"at=$((536870912 - 786432 + 36)); printf begun | dd of=/dev/{disk} bs=1 seek=$at conv=notrunc status=none; ";

    private static async Task RunAsync(Machine machine, string before, string what, bool isNew)
    {
        await machine.AskAsync(before + "\ntrue");
        string output = await machine.AskAsync("daybreak boot 2>&1");
        Assert.True((await machine.SshAsync("findmnt /mnt")).ExitStatus == 0, $"{what}: {output}");
        await AssertVolumeAsync(machine, isNew);
    }

    private static async Task WaitAsync(Machine machine)
    {
        var waited = await machine.SshAsync("for i in $(seq 120); do grep -q swapfile /proc/swaps && exit 0; sleep 0.5; done; journalctl --boot --no-pager -o cat -u azure-boot.service -u azure-provisioning.service; lsblk; exit 1");
        Assert.True(waited.ExitStatus == 0, waited.Text);
    }

    private static async Task AssertVolumeAsync(Machine machine, bool isNew)
    {
        Assert.Matches("^/dev/md1[0-9]+ ext4$", await machine.AskAsync("findmnt --noheadings --output SOURCE,FSTYPE /mnt | tr -s ' '"));
        Assert.Equal("raid0", await machine.AskAsync("cat /sys/block/md1??/md/level"));
        Assert.InRange(long.Parse(await machine.AskAsync("findmnt --noheadings --bytes --output SIZE /mnt"), System.Globalization.CultureInfo.InvariantCulture), Size * 3 / 2, Size * 2);
        Assert.Contains("WARNING: THIS IS A TEMPORARY DISK", await machine.AskAsync("cat /mnt/DATALOSS_WARNING_README.txt"), StringComparison.Ordinal);
        Assert.Equal(isNew ? 1 : 0, (await machine.SshAsync($"test -e {Marked}")).ExitStatus);
        // A file that spans the chunks of both disks.
        await machine.AskAsync($"head -c 3000000 /dev/urandom >{Marked}; sync");
        Assert.Matches(@"nothing \w+ \w+: VM \S+ is provisioned", await machine.AskAsync("daybreak boot 2>&1"));
    }
}
