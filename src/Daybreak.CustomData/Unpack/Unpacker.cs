using Daybreak.CustomData.Mime;

namespace Daybreak.CustomData.Unpack;

/// <summary>Takes custom data apart, through gzip and MIME, to parts that are one thing each.</summary>
/// <remarks>Limits: <see cref="SizeLimit"/> in all, <see cref="PartLimit"/> parts, <see cref="DepthLimit"/> layers. A part that cannot be read is a finding; the others stay.</remarks>
public sealed class Unpacker
{
    /// <summary>The most bytes of all parts and layers: the platform takes 64 KB, and 4 MiB is what honest text of that size unpacks to.</summary>
    public const int SizeLimit = 4 * 1024 * 1024;

    /// <summary>The most parts.</summary>
    public const int PartLimit = 128;

    /// <summary>The most layers of gzip and MIME around a part.</summary>
    public const int DepthLimit = 8;

    private readonly List<Part> parts = [];
    private readonly List<Finding> findings = [];
    private int left = SizeLimit;

    /// <summary>The parts, in their order.</summary>
    public IReadOnlyList<Part> Parts => parts;

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Takes it apart.</summary>
    public static Unpacker Unpack(byte[] data)
    {
        var unpacker = new Unpacker();
        unpacker.Take(data, null, null, 0);
        return unpacker;
    }

    private void Take(byte[] data, string? fileName, string? type, int depth)
    {
        string? refusal = null;
        left -= data.Length;
        if (left < 0) refusal = $"it unpacks to more than {SizeLimit / 1024 / 1024} MiB";
        else if (depth > DepthLimit) refusal = $"there are more than {DepthLimit} layers of gzip and MIME";
        else if (parts.Count >= PartLimit) refusal = $"there are more than {PartLimit} parts";
        if (refusal is not null)
        {
            // Once is enough: the same limit stops all that follows.
            if (findings.Count == 0 || !findings[^1].Sentence.Contains(refusal, StringComparison.Ordinal)) Refuse(refusal);
            return;
        }
        switch (KindOf(data, type))
        {
            case ContentKind.Gzip:
                if (Gzip.TryUnpack(data, left, out refusal) is { } unpacked) Take(unpacked, fileName, type is "application/gzip" or "application/x-gzip" ? null : type, depth + 1);
                else Refuse(refusal!);
                break;
            case ContentKind.Multipart:
                TakeMessage(data, depth);
                break;
            case ContentKind.Empty:
                break;
            case var kind:
                parts.Add(new Part(parts.Count + 1, kind, data, fileName, type));
                break;
        }
    }

    private void TakeMessage(byte[] data, int depth)
    {
        var text = data.AsSpan();
        if (text.StartsWith("\ufeff"u8)) text = text[3..];
        if (MimeEntity.TryRead(text.TrimStart(" \t\r\n"u8), out string? refusal) is not { } message) Refuse(refusal!);
        else if (!message.IsMultipart) TakeEntity(message, depth);
        else if (message.Parts(PartLimit, out refusal) is not { } bodies) Refuse(refusal!);
        else
        {
            foreach (byte[] body in bodies)
            {
                if (MimeEntity.TryRead(body, out refusal) is { } entity) TakeEntity(entity, depth);
                else Refuse(refusal!);
            }
        }
    }

    private void TakeEntity(MimeEntity entity, int depth)
    {
        if (entity.IsMultipart)
        {
            // As a message of its own, its Content-Type with the boundary again before it.
            Take([.. Encoding.UTF8.GetBytes($"Content-Type: {entity.Type}; boundary=\"{entity.Boundary}\"\n\n"), .. entity.Body], null, null, depth + 1);
            return;
        }
        if (entity.Decoded(out string? refusal) is { } content) Take(content, entity.FileName, entity.Type, depth + 1);
        else Refuse(refusal!);
    }

    // The content says what it is; only where it does not, the type that it was given does.
    private static ContentKind KindOf(byte[] data, string? type)
    {
        var kind = Recognition.Of(data);
        if (kind is not ContentKind.Other) return kind == ContentKind.Multipart && type is not (null or "message/rfc822" or "text/plain") ? ContentKind.Other : kind;
        return type switch
        {
            "text/cloud-config" => ContentKind.CloudConfig,
            "text/x-shellscript" => ContentKind.Script,
            "text/cloud-boothook" => ContentKind.BootHook,
            "text/x-include-url" or "text/x-include-once-url" => ContentKind.Include,
            "text/jinja2" => ContentKind.Jinja,
            "text/cloud-config-archive" => ContentKind.CloudConfigArchive,
            "text/cloud-config-jsonp" => ContentKind.CloudConfigPatch,
            "text/part-handler" => ContentKind.PartHandler,
            _ => ContentKind.Other,
        };
    }

    private void Refuse(string sentence) => findings.Add(new Finding(FindingSeverity.Error, 0, 0, 0, $"{sentence}; correct the custom data"));
}
