using System.Text.Json;
using Daybreak.Simulator.Boot.Processes;

namespace Daybreak.Simulator.Boot.Machines;

/// <summary>Looks into a virtual machine's disk from outside, as its next boot would find it.</summary>
public static class DiskInspection
{
    // Where eng/machine-disk.sh puts the partition.
    private const long PartitionStart = 1024 * 1024;

    /// <summary>A file's content; null when there is none.</summary>
    /// <param name="disk">The qcow2 file of a machine that is off; it stays as it is.</param>
    /// <param name="path">Absolute, within the machine, of plain characters.</param>
    /// <param name="directory">For the temporary copy.</param>
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
            // What was synced may lie in the file system's journal alone: it is replayed first, as a mount does it.
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
