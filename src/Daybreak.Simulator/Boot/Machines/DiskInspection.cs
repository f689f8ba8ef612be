using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Machines;

/// <summary>Reads a virtual machine's disk from the host, as the next boot would find it.</summary>
public static class DiskInspection
{
    // The partition's offset, set by eng/machine-disk.sh.
    private const long PartitionStart = 1024 * 1024;

    /// <summary>The content of a file; null if it does not exist.</summary>
    /// <param name="disk">The qcow2 file of a machine that is off. It is not modified.</param>
    /// <param name="path">The absolute path in the machine, without special characters.</param>
    /// <param name="directory">The directory for the temporary copy.</param>
    public static async Task<string?> ReadFileAsync(string disk, string path, string directory)
    {
        var partition = Path.Combine(directory, "partition.raw");
        try
        {
            var source = JsonSerializer.Serialize(new Dictionary<string, object>
            {
                ["driver"] = "raw",
                ["offset"] = PartitionStart,
                ["file"] = new Dictionary<string, object> { ["driver"] = "qcow2", ["file"] = new Dictionary<string, string> { ["driver"] = "file", ["filename"] = disk } },
            });
            (await new Command("qemu-img", "convert", "-O", "raw", $"json:{source}", partition).RunAsync()).Succeeded();
            // Synced data may exist only in the file system's journal, so replay it first, as a mount does.
            await new Command("e2fsck", "-p", "-E", "journal_only", partition).RunAsync();
            var read = await new Command("debugfs", "-R", $"cat {path}", partition).RunAsync();
            return read.Errors.Contains("File not found", StringComparison.Ordinal) ? null : read.Succeeded().Output;
        }
        finally
        {
            File.Delete(partition);
        }
    }
}
