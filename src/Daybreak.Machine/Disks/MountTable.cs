namespace Daybreak.Machine.Disks;

/// <summary>The current mounts: /proc/self/mountinfo (proc_pid_mountinfo(5)).</summary>
public static class MountTable
{
    private const string Path = "/proc/self/mountinfo";

    /// <summary>Reads the table.</summary>
    public static IReadOnlyList<MountEntry> Read(MachineView machine)
    {
        var entries = new List<MountEntry>();
        foreach (string line in (machine.ReadText(Path) ?? "").Split('\n'))
        {
            // ID PARENT MAJOR:MINOR ROOT MOUNT-POINT OPTIONS [TAG…] - TYPE SOURCE OPTIONS
            string[] words = line.Split(' ');
            int hyphen = Array.IndexOf(words, "-");
            if (hyphen < 6 || hyphen + 2 >= words.Length) continue;
            entries.Add(new MountEntry(words[2], Plain(words[4]), words[hyphen + 1], Plain(words[hyphen + 2])));
        }
        return entries;
    }

    // Spaces and similar characters are escaped, each byte as a backslash and three octal digits.
    private static string Plain(string text)
    {
        if (!text.Contains('\\')) return text;
        var bytes = new List<byte>();
        byte[] coded = Encoding.UTF8.GetBytes(text);
        for (int i = 0; i < coded.Length; i++)
        {
            bool isCode = coded[i] == '\\' && i + 3 < coded.Length && IsOctal(coded[i + 1]) && IsOctal(coded[i + 2]) && IsOctal(coded[i + 3]);
            bytes.Add(isCode ? (byte)(((coded[i + 1] - '0') << 6) | ((coded[i + 2] - '0') << 3) | (coded[i + 3] - '0')) : coded[i]);
            if (isCode) i += 3;
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static bool IsOctal(byte digit) => digit is >= (byte)'0' and <= (byte)'7';
}

/// <summary>One mount.</summary>
/// <param name="Number">Major and minor number of the device, such as "8:17"; "0:…" for file systems with their own numbers, such as btrfs.</param>
/// <param name="MountPoint">The mount point.</param>
/// <param name="FileSystem">The type, such as ext4.</param>
/// <param name="Source">The device that was passed to mount(2).</param>
public sealed record MountEntry(string Number, string MountPoint, string FileSystem, string Source);
