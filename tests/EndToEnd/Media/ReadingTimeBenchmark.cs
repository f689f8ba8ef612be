using EndToEnd.Images;
using EndToEnd.Machines;
using EndToEnd.Platforms;

namespace EndToEnd.Media;

/// <summary>
/// The time to read the disc with Daybreak's reader and with the kernel's driver, in one boot. Caches are dropped before each run.
/// This does not test a limit: bench/disc.sh runs it and prints the results.
/// </summary>
[Trait(MachineKind.Trait, "bench")]
public sealed class ReadingTimeBenchmark
{
    private const string Measure = """
        set -eu
        runs=15
        now() { echo $((${EPOCHREALTIME/./})); }
        sectors() { set -- $(cat /sys/block/sr0/stat); echo "$3"; }
        kernel() { mount -o ro -t udf /dev/sr0 /mnt; cat /mnt/ovf-env.xml >/dev/null; umount /mnt; }
        reader() { daybreak explain --media /dev/sr0 --imds none --wireserver none >/dev/null; }
        floor() { daybreak --version >/dev/null; }
        modprobe udf
        for way in reader kernel floor; do : >"/tmp/$way"; done
        i=0
        while [ $i -lt $runs ]; do
            for way in reader kernel floor; do
                sync; echo 3 >/proc/sys/vm/drop_caches
                # What a first boot has in its cache anyway: the programs.
                daybreak --version >/dev/null; mount --version >/dev/null; cat /dev/null; umount --version >/dev/null
                before=$(sectors) start=$(now)
                $way
                end=$(now)
                echo "$((end - start)) $((($(sectors) - before) * 512))" >>"/tmp/$way"
            done
            i=$((i + 1))
        done
        for way in reader kernel floor; do
            sort -n "/tmp/$way" | awk -v way="$way" '{ us[NR] = $1; bytes[NR] = $2 } END { printf "%-8s %8.1f ms median %8.1f ms best %8d bytes read\n", way, us[int((NR + 1) / 2)] / 1000, us[1] / 1000, bytes[int((NR + 1) / 2)] }'
        done
        """;

    private static readonly Scenario WithDisc = new() { HostName = "reading", VmLines = ["user: alice", "password: Tr0ub4dor-and-3", "customData: '#!/bin/sh'"] };

    [Fact]
    public async Task Compares_the_reader_with_the_kernel()
    {
        var kind = new MachineKind.Virtual();
        kind.Require();
        await using var laboratory = await Laboratory.CreateAsync(kind, await LayeredImage.Debian12, "reading-time");
        ((VirtualMachine)laboratory.Machine).Disc = await ProvisioningDisc.WriteAsync(WithDisc);
        await laboratory.BootAsync(WithDisc);
        await laboratory.Machine.WaitForBootAsync();

        var measured = await laboratory.Machine.AskAsync($"bash -c '{Measure.Replace("'", "'\\''", StringComparison.Ordinal)}'");

        var file = Repository.Item("artifacts/bench/disc.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, measured + "\n");
        Assert.Equal(3, measured.Split('\n').Length);
    }
}
