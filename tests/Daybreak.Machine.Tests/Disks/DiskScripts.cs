namespace Daybreak.Machine.Tests.Disks;

/// <summary>Disks as the platform and other programs create them: scripts for <see cref="DiskImage"/>.</summary>
internal static class DiskScripts
{
    /// <summary>A master boot record with one partition of type 7, as the platform creates it.</summary>
    public const string Mbr = """printf 'label: dos\nstart=2048, type=7\n' | sfdisk -q --no-reread --no-tell-kernel "$1" """;

    public const string GptWithReserved = """
        printf 'label: gpt\nstart=2048, size=32768, type=E3C9E316-0B5C-4DB8-817D-F92DF00215AE\nstart=34816, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7\n' | sfdisk -q --no-reread --no-tell-kernel "$1"
        """;

    public const string Gpt = """printf 'label: gpt\nstart=2048, type=EBD0A0A2-B9E5-4433-87C0-68B6B72699C7\n' | sfdisk -q --no-reread --no-tell-kernel "$1" """;

    /// <summary>NTFS in the last partition, ending 34 sectors before the end of the disk. The script adds the content; its $2 is the mount point.</summary>
    public static string Volume(string table, string content, string options = "") => $"""
        {table}
        start=$(sfdisk -d "$1" | sed -n 's/.*start= *\([0-9]*\), size= *\([0-9]*\).*/\1/p' | tail -n 1)
        size=$(sfdisk -d "$1" | sed -n 's/.*start= *\([0-9]*\), size= *\([0-9]*\).*/\2/p' | tail -n 1)
        part=$1.part
        truncate -s $((size * 512)) "$part"
        mkntfs -q -F -Q -L 'Temporary Storage' -p "$start" {options} "$part" >/dev/null
        {Filled(content)}
        dd if="$part" of="$1" bs=512 seek="$start" conv=notrunc,sparse status=none
        rm "$part"
        """;

    public const string Readme = """
        mkdir "$2/System Volume Information"
        echo 'WARNING: THIS IS A TEMPORARY DISK' >"$2/DATALOSS_WARNING_README.txt"
        """;

    private static string Filled(string content) => content.Length == 0 ? "" : $$"""
        unshare --mount sh -euc '
            mkdir -p "$1.d"; mount -t tmpfs none /mnt
            ntfs-3g "$1" /mnt -o no_def_opts
            set -- "$1" /mnt
            {{content.Replace("'", "'\\''", StringComparison.Ordinal)}}
            umount /mnt
            rmdir "$1.d"' sh "$part"
        """;
}
