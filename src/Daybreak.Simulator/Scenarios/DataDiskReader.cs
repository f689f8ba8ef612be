using YamlDotNet.RepresentationModel;

namespace Daybreak.Simulator.Scenarios;

/// <summary>Reads the list <c>dataDisks:</c> of a VM.</summary>
internal static class DataDiskReader
{
    private const int HighestLun = 63;
    private const int LargestGiB = 65_536;

    public static IReadOnlyList<DataDisk> Read(IReadOnlyList<YamlNode> nodes, Problems problems)
    {
        var disks = new List<DataDisk>();
        foreach (var node in nodes)
        {
            var section = new Section(node, "a data disk", problems);
            var lun = section.Integer("lun", 0, HighestLun) ?? disks.Count;
            if (disks.Any(disk => disk.Lun == lun)) problems.Add(section.At("lun"), FormattableString.Invariant($"expected unique units; {lun} occurs twice"));
            disks.Add(new DataDisk(lun, section.Integer("sizeGiB", 1, LargestGiB) ?? 4, section.Text("name") ?? FormattableString.Invariant($"data{lun}")));
            section.End();
        }
        return disks;
    }
}
