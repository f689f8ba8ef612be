namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>swap</c>: a file of a given size, used now and at every boot.</summary>
internal static class SwapFile
{
    private const ulong MiB = 1024 * 1024;

    public static CustomDataTask[]? Read(YamlNode node, CloudConfigReader reader)
    {
        if (node.Kind != YamlKind.Mapping)
        {
            reader.Wrong(node, "swap must be a mapping (filename, size), and is not done");
            return null;
        }
        reader.Known(node, "swap", ["filename", "size"], ["maxsize"]);
        if (node["size"] is not { IsNull: false } given) return null;
        if (given.Text == "auto")
        {
            reader.NotDone(given, "a swap file of the size \"auto\" is not made: give a size such as 2G");
            return null;
        }
        if (Megabytes(given) is not { } size)
        {
            reader.Wrong(given, $"{CloudConfigReader.Shown(given.Text)} is no size of a swap file, such as 2G or 536870912; it is not made");
            return null;
        }
        if (size == 0) return null;
        string? path = node["filename"] is { IsNull: false } name ? FilesToWrite.PathOf(name, "the path of the swap file", reader) : "/swap.img";
        if (path is null) return null;
        return
        [
            new ScriptTask(reader.Key("swap"), reader.Title(string.Create(CultureInfo.InvariantCulture, $"swap file {path} of {size} MiB")), Encoding.UTF8.GetBytes(Script(path, size)), ["/bin/sh"], repeats: true),
            new MachineTask(reader.Key("swap-fstab"), reader.Title($"{path} used at every boot"), machine => FstabLines.Add(machine, [path, "none", "swap", "sw", "0", "0"]) is { } line ? [line] : new List<Change>()),
        ];
    }

    // Beside its place first: half a swap file is none.
    private static string Script(string path, ulong size)
    {
        string file = Commands.Quote(path), unfinished = Commands.Quote(path + ".unfinished");
        return string.Create(CultureInfo.InvariantCulture, $"""
            #!/bin/sh
            set -e
            umask 077
            if [ ! -e {file} ]; then
              rm -f {unfinished}
              : >{unfinished}
              chattr +C {unfinished} 2>/dev/null || :
              dd if=/dev/zero of={unfinished} bs=1M count={size} conv=fsync
              mkswap {unfinished}
              mv {unfinished} {file}
            fi
            swapon {file}

            """);
    }

    private static ulong? Megabytes(YamlNode node)
    {
        string text = node.Text.TrimEnd('B', 'b').TrimEnd('i');
        ulong unit = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'K' => 1024, 'M' => MiB, 'G' => 1024 * MiB, 'T' => 1024 * 1024 * MiB, _ => 1 };
        if (unit > 1) text = text[..^1];
        if (node.Kind != YamlKind.Scalar || unit == 0 || !double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) || number > 1e14) return null;
        double bytes = number * unit;
        return bytes > 16e12 || (bytes > 0 && bytes < MiB) ? null : (ulong)(bytes / MiB);
    }
}
