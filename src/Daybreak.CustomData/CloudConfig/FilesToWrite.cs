using Daybreak.CustomData.Unpack;
using Daybreak.Machine.Accounts;

namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>write_files</c></summary>
internal static class FilesToWrite
{
    /// <summary>Each file, and whether it is deferred until packages are there.</summary>
    public static IEnumerable<(CustomDataTask File, bool IsDeferred)> Read(YamlNode node, CloudConfigReader reader)
    {
        int number = 0;
        foreach (var item in reader.Items(node, "write_files"))
        {
            number++;
            if (item.Kind != YamlKind.Mapping)
            {
                reader.Wrong(item, "a file of write_files must be a mapping with a path, and is not written");
                continue;
            }
            reader.Known(item, "write_files", ["path", "content", "encoding", "owner", "permissions", "append", "defer"], ["source"]);
            if (Path(item, reader) is not { } path || Content(item, reader) is not { } content || Mode(item, reader) is not { } mode || Owner(item, reader) is not { } owner) continue;
            bool append = item["append"] is { } wanted && reader.Flag(wanted, "append") == true;
            bool isDeferred = item["defer"] is { } later && reader.Flag(later, "defer") == true;
            string key = reader.Key(string.Create(CultureInfo.InvariantCulture, $"write_files-{number}"));
            yield return (new FileTask(key, reader.Title($"{(append ? "add to" : "write")} {path}, {content.Length} bytes, {mode}, {owner}"), path, content, mode, owner, append), isDeferred);
        }
    }

    /// <summary>A path that means the same to everybody: absolute, nothing that leads upwards, no end that is a directory.</summary>
    public static string? PathOf(YamlNode node, string what, CloudConfigReader reader)
    {
        if (reader.Line(node, what) is not { } path) return null;
        if (path.StartsWith('/') && path.Length is > 1 and < 4096 && !path.EndsWith('/') && Array.TrueForAll(path[1..].Split('/'), name => name is not ("" or "." or "..") && Encoding.UTF8.GetByteCount(name) <= 255))
            return path;
        reader.Wrong(node, $"{CloudConfigReader.Shown(path)} is not taken for {what}: it must begin with / and go straight to its end, without \"..\", \".\" or \"//\"");
        return null;
    }

    private static string? Path(YamlNode item, CloudConfigReader reader)
    {
        if (item["path"] is { } path) return PathOf(path, "the path of a file", reader);
        reader.Wrong(item, "a file of write_files has no path, and is not written: give it one");
        return null;
    }

    private static byte[]? Content(YamlNode item, CloudConfigReader reader)
    {
        if (item["content"] is not { IsNull: false } node)
        {
            if (item["source"] is null) return [];
            reader.NotDone(item, "a file whose content has to be fetched (source) is not written");
            return null;
        }
        if (node.Kind != YamlKind.Scalar)
        {
            reader.Wrong(node, "the content of a file must be a text, and the file is not written");
            return null;
        }
        byte[]? content = Encoding.UTF8.GetBytes(node.Text);
        if (node.IsBinary && (content = Base64(content)) is null) return Undecoded(node, "is tagged !!binary and is not base64", reader);
        string encoding = item["encoding"] is { IsNull: false } given ? given.Text.ToLowerInvariant() : "text/plain";
        bool isBase64 = encoding is "b64" or "base64" or "gz+base64" or "gzip+base64" or "gz+b64" or "gzip+b64";
        bool isGzip = encoding is "gz" or "gzip" || (isBase64 && encoding[0] == 'g');
        if (!isBase64 && !isGzip && encoding is not ("" or "text/plain" or "text")) return Undecoded(item["encoding"]!, "has an encoding that is not known: b64, gz and gz+b64 are", reader);
        if (isBase64 && (content = Base64(content)) is null) return Undecoded(node, "is not base64, as its encoding says", reader);
        if (isGzip && (content = Gzip.TryUnpack(content!, Unpacker.SizeLimit, out string? refusal)) is null) return Undecoded(node, $"cannot be unpacked: {refusal}", reader);
        return content;
    }

    private static byte[]? Undecoded(YamlNode node, string why, CloudConfigReader reader)
    {
        reader.Wrong(node, $"the content of a file {why}: correct it; the file is not written");
        return null;
    }

    private static byte[]? Base64(byte[]? text)
    {
        if (text is null) return null;
        var decoded = new byte[(text.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(Encoding.Latin1.GetString(text), decoded, out int length) ? decoded[..length] : null;
    }

    private static Permissions? Mode(YamlNode item, CloudConfigReader reader)
    {
        if (item["permissions"] is not { IsNull: false } node) return Permissions.WorldReadable;
        string digits = node.Text.StartsWith("0o", StringComparison.Ordinal) ? node.Text[2..] : node.Text;
        bool fits = node.Kind == YamlKind.Scalar && digits.Length is >= 3 and <= 5;
        uint bits = 0;
        foreach (char c in digits)
        {
            if (c is < '0' or > '7') fits = false;
            bits = (bits << 3) | (uint)(c - '0');
        }
        if (fits && bits <= 0xfff) return new Permissions(bits);
        reader.Wrong(node, $"{CloudConfigReader.Shown(node.Text)} are no permissions such as '0644'; the file is not written");
        return null;
    }

    private static string? Owner(YamlNode item, CloudConfigReader reader)
    {
        if (item["owner"] is not { IsNull: false } node) return "root:root";
        if (reader.Line(node, "the owner of a file") is not { } owner) return null;
        if (owner.Length > 0 && !owner.Contains(' ')) return owner.Contains(':') ? owner : owner + ":root";
        reader.Wrong(node, $"{CloudConfigReader.Shown(owner)} is no owner such as root:root; the file is not written");
        return null;
    }

    private sealed class FileTask(string key, string title, string path, byte[] content, Permissions mode, string owner, bool append) : CustomDataTask(key)
    {
        public override string Title => title;

        public override List<Change> Plan(MachineView machine, CustomDataState state, Surroundings surroundings)
        {
            var present = machine.Read(path);
            byte[] wanted = content;
            // What is at the end already was added before a cut.
            if (append && present is { } before) wanted = before.Span.EndsWith(content) ? before.ToArray() : [.. before.Span, .. content];
            var whose = OwnerNames.Find(owner, machine.Read("/etc/passwd"), machine.Read("/etc/group"));
            var changes = new List<Change>();
            if (present is { } now && now.Span.SequenceEqual(wanted) && whose is { } known && IsIt(machine, known)) return changes;
            changes.AddRange(EnsureDirectory.Above(machine, path));
            var file = new WriteFile(path, wanted, mode, whose ?? Machine.Files.Owner.System, LinkPolicy.SystemLinks, $"{path} written");
            changes.Add(whose is null ? new WriteFileForOwner(file, owner) : file);
            return changes;
        }

        private bool IsIt(MachineView machine, Owner known) =>
            machine.Entry(path) is { Kind: FileKind.Link } || (machine.Entry(path) is { } entry && entry.Mode == mode && entry.User == known.User && entry.Group == known.Group);
    }
}
