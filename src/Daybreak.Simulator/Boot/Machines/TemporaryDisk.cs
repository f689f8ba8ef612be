using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Machines;

/// <summary>The temporary disk of a new VM: one NTFS partition, labelled "Temporary Storage", with a warning file.</summary>
public static class TemporaryDisk
{
    /// <summary>The maximum size in KiB, to keep creation fast.</summary>
    public const long Limit = 4 * 1024 * 1024;

    // Create the file system first, then insert room for the partition table: in place if the host's file system supports it, otherwise by copying.
    private const string Script = """
        partition=$1.ntfs
        truncate -s "$(($2 - 1024))K" "$partition"
        if command -v mkntfs >/dev/null; then
            mkntfs --quiet --fast --force --partition-start 2048 --label 'Temporary Storage' "$partition" >/dev/null
            if command -v ntfscp >/dev/null; then
                echo 'WARNING: THIS IS A TEMPORARY DISK. Any data stored on this drive is SUBJECT TO LOSS and THERE IS NO WAY TO RECOVER IT.' >"$1.txt"
                ntfscp --quiet --force "$partition" "$1.txt" DATALOSS_WARNING_README.txt
                rm "$1.txt"
            fi
        fi
        if fallocate --insert-range --offset 0 --length 1MiB "$partition" 2>/dev/null; then mv "$partition" "$1"
        else
            dd if="$partition" of="$1" bs=1M seek=1 conv=sparse status=none
            truncate -s "${2}K" "$1"
            rm "$partition"
        fi
        printf 'label: dos\nstart=2048, type=7\n' | sfdisk --quiet --no-reread --no-tell-kernel "$1"
        """;

    /// <summary>Creates the image as a sparse file.</summary>
    /// <param name="kib">The size in KiB; no disk is created below 64 MiB.</param>
    /// <param name="directory">The directory for the image.</param>
    /// <returns>The image's path; null for none.</returns>
    /// <remarks>Without mkntfs (Debian's ntfs-3g) the partition is empty.</remarks>
    public static async Task<string?> MakeAsync(long kib, string directory)
    {
        if (kib < 64 * 1024) return null;
        var file = Path.Combine(directory, "temporary.raw");
        (await Command.Shell(Script, file, FormattableString.Invariant($"{Math.Min(kib, Limit)}")).RunAsync().ConfigureAwait(false)).Succeeded();
        return file;
    }
}
