namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>swap</c>: a file of a given size, used now and at every boot.</summary>
internal static class SwapFile
{
    private const int MiB = 1024 * 1024;

    public static IEnumerable<CustomDataTask> Read(YamlNode node, CloudConfigReader reader)
    {
        if (!reader.IsMapping(node, "swap")) yield break;
        reader.Known(node, "swap", ["filename", "size"], ["maxsize"]);
        if (node.Given("size") is not { } given) yield break;
        if (given.Text == "auto")
        {
            reader.NotDone(given, "a swap file of the size \"auto\" is not supported: use a size such as 2G");
            yield break;
        }
        string? text = reader.Line(given, "size of a swap file", text => Megabytes(text) is not null, "use a size such as 2G or 536870912");
        // A size of 0 disables swap.
        if (text is null || Megabytes(text) is not { } size || size == 0) yield break;
        string? path = node.Given("filename") is { } name ? reader.Path(name, "path of the swap file") : "/swap.img";
        if (path is null) yield break;
        yield return reader.Script("swap", $"swap file {path} of {size} MiB", Script(path, size));
        yield return reader.Task("swap-fstab", $"{path} used at every boot",
            machine => FstabLines.Add(machine, [path, "none", "swap", "sw", "0", "0"]) is { } line ? [line] : []);
    }

    // Made beside its place, so that an incomplete file is never used.
    private static string Script(string path, ulong size)
    {
        string file = Commands.Quote(path), unfinished = Commands.Quote(path + ".unfinished");
        return $"""
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

            """;
    }

    private static ulong? Megabytes(string given)
    {
        string text = given.TrimEnd('B', 'b').TrimEnd('i');
        int power = text.Length == 0 ? 0 : " KMGT".IndexOf(char.ToUpperInvariant(text[^1]));
        if (power > 0) text = text[..^1];
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)) return null;
        double bytes = number * Math.Pow(1024, Math.Max(0, power));
        return bytes is 0 or (>= MiB and <= 16e12) ? (ulong)(bytes / MiB) : null;
    }
}
