using Daybreak.Core;
using Daybreak.CustomData.Unpack;
using Daybreak.Machine.Accounts;

namespace Daybreak.CustomData.CloudConfig;

/// <summary><c>write_files</c></summary>
internal static class FilesToWrite
{
    /// <summary>Each file, and whether it is deferred until packages are installed.</summary>
    public static IEnumerable<(CustomDataTask File, bool IsDeferred)> Read(YamlNode node, CloudConfigReader reader)
    {
        foreach (var (number, item) in reader.Items(node, "write_files").Index())
        {
            if (!reader.IsMapping(item, "a file of write_files")) continue;
            reader.Known(item, "write_files", ["path", "content", "encoding", "owner", "permissions", "append", "defer"], ["source"]);
            if (Path(item, reader) is not { } path || Content(item, reader) is not { } content) continue;
            if (Mode(item, reader) is not { } mode || Owner(item, reader) is not { } owner) continue;
            var file = new FileToWrite(path, content, mode, owner, reader.IsSet(item, "append"));
            string title = $"{(file.Append ? "add to" : "write")} {path}, {content.Length} bytes, {mode}, {owner}";
            yield return (reader.Task($"write_files-{number + 1}", title, file.Plan), reader.IsSet(item, "defer"));
        }
    }

    private static string? Path(YamlNode item, CloudConfigReader reader)
    {
        if (item["path"] is { } path) return reader.Path(path, "path of a file");
        reader.Wrong(item, "a file of write_files has no path: add one");
        return null;
    }

    private static readonly string[] Encodings =
        ["", "text/plain", "text", "b64", "base64", "gz", "gzip", "gz+base64", "gzip+base64", "gz+b64", "gzip+b64"];

    private static byte[]? Content(YamlNode item, CloudConfigReader reader)
    {
        if (item.Given("content") is not { } node)
        {
            if (item["source"] is null) return [];
            reader.NotDone(item, "a file with a source is not supported: give its content");
            return null;
        }
        string encoding = item.Given("encoding")?.Text.ToLowerInvariant() ?? "";
        if (Array.IndexOf(Encodings, encoding) < 0)
        {
            reader.Wrong(item["encoding"]!, $"unknown encoding {CloudConfigReader.Shown(encoding)}: use b64, gz or gz+b64");
            return null;
        }
        var content = Decode(node, encoding);
        if (content.Failure is { } failure) reader.Wrong(node, $"invalid content of a file: {failure.Message}; correct the content or its encoding");
        return content.Value;
    }

    private static Result<byte[]> Decode(YamlNode node, string encoding)
    {
        bool isBase64 = encoding.EndsWith("64", StringComparison.Ordinal), isGzip = encoding.StartsWith('g');
        if (node.Kind != YamlKind.Scalar) return Failure.Invalid("it must be a text");
        byte[]? content = Encoding.UTF8.GetBytes(node.Text);
        if (node.IsBinary) content = Base64Text.Decode(content);
        if (isBase64 && content is not null) content = Base64Text.Decode(content);
        if (content is null) return Failure.Invalid("it is not base64");
        return isGzip ? Gzip.Unpack(content, Unpacker.SizeLimit) : content;
    }

    private static Permissions? Mode(YamlNode item, CloudConfigReader reader)
    {
        if (item.Given("permissions") is not { } node) return Permissions.WorldReadable;
        string? mode = reader.Line(node, "permissions", IsMode, "use octal digits such as '0644'");
        return mode is null ? null : new Permissions(Convert.ToUInt32(Digits(mode), 8));
    }

    private static bool IsMode(string text) =>
        Digits(text) is { Length: 3 or 4 } or ['0', _, _, _, _] && !Digits(text).AsSpan().ContainsAnyExceptInRange('0', '7');

    private static string Digits(string mode) => mode.StartsWith("0o", StringComparison.Ordinal) ? mode[2..] : mode;

    private static string? Owner(YamlNode item, CloudConfigReader reader)
    {
        if (item.Given("owner") is not { } node) return "root:root";
        string? owner = reader.Line(node, "owner of a file", text => text.Length > 0 && !text.Contains(' '), "use a user and a group such as root:root");
        return owner is null || owner.Contains(':') ? owner : owner + ":root";
    }

    private sealed record FileToWrite(string Path, byte[] Content, Permissions Mode, string Owner, bool Append)
    {
        public IEnumerable<Change> Plan(MachineView machine)
        {
            var present = machine.Read(Path);
            byte[] wanted = Content;
            // What is already at the end was added before an interruption.
            if (Append && present is { } before) wanted = before.Span.EndsWith(Content) ? before.ToArray() : [.. before.Span, .. Content];
            var owner = OwnerNames.Find(Owner, machine.Read("/etc/passwd"), machine.Read("/etc/group"));
            bool isWritten = present is { } now && now.Span.SequenceEqual(wanted);
            if (isWritten && owner is { } known && IsRight(machine.Entry(Path), known)) return [];
            var file = new WriteFile(Path, wanted, Mode, owner ?? Machine.Files.Owner.System, LinkPolicy.SystemLinks, $"{Path} written");
            return [.. EnsureDirectory.Above(machine, Path), owner is null ? new WriteFileForOwner(file, Owner) : file];
        }

        private bool IsRight(FileEntry? present, Owner owner) =>
            present is { Kind: FileKind.Link }
            || (present is { } entry && entry.Mode == Mode && entry.User == owner.User && entry.Group == owner.Group);
    }
}
