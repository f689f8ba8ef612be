using Daybreak.Core;
using Daybreak.CustomData.Mime;

namespace Daybreak.CustomData.Unpack;

/// <summary>Unpacks gzip and MIME, and returns the parts of custom data. A part that cannot be read is a finding.</summary>
public sealed class Unpacker
{
    /// <summary>The maximum size of all parts and layers. The platform accepts 64 KB, still packed.</summary>
    public const int SizeLimit = 4 * 1024 * 1024;

    /// <summary>The maximum number of parts.</summary>
    public const int PartLimit = 128;

    /// <summary>The maximum number of layers of gzip and MIME around a part.</summary>
    public const int DepthLimit = 8;

    private readonly List<Part> parts = [];
    private readonly List<Finding> findings = [];
    private int left = SizeLimit;

    /// <summary>The parts, in their order.</summary>
    public IReadOnlyList<Part> Parts => parts;

    /// <summary>The errors.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Unpacks custom data.</summary>
    public static Unpacker Unpack(byte[] data)
    {
        var unpacker = new Unpacker();
        unpacker.Take(data, null, null, 0);
        return unpacker;
    }

    private void Take(byte[] data, string? fileName, string? type, int depth)
    {
        left -= data.Length;
        string? limit = left < 0 ? $"the unpacked data is larger than {SizeLimit / 1024 / 1024} MiB"
            : depth > DepthLimit ? $"there are more than {DepthLimit} layers of gzip and MIME"
            : parts.Count >= PartLimit ? $"there are more than {PartLimit} parts"
            : null;
        if (limit is not null)
        {
            // The same limit applies to all that follows.
            if (findings.Count == 0 || findings[^1].Sentence != limit) Refuse(Failure.Invalid(limit));
            return;
        }
        switch (KindOf(data, type))
        {
            case ContentKind.Gzip:
                var unpacked = Gzip.Unpack(data, left);
                string? inner = type is "application/gzip" or "application/x-gzip" ? null : type;
                if (unpacked.Value is { } content) Take(content, fileName, inner, depth + 1);
                else Refuse(unpacked.Failure);
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
        var message = MimeEntity.Read(text.TrimStart(" \t\r\n"u8));
        if (message.Value is not { IsMultipart: true } multipart)
        {
            TakeEntity(message, depth);
            return;
        }
        var bodies = multipart.Parts(PartLimit);
        if (bodies.Value is null) Refuse(bodies.Failure);
        else foreach (byte[] body in bodies.Value) TakeEntity(MimeEntity.Read(body), depth);
    }

    private void TakeEntity(Result<MimeEntity> read, int depth)
    {
        if (read.Value is not { } entity)
        {
            Refuse(read.Failure);
        }
        else if (entity.IsMultipart)
        {
            // A message of its own again, so its Content-Type with the boundary goes before it.
            Take([.. Encoding.UTF8.GetBytes($"Content-Type: {entity.Type}; boundary=\"{entity.Boundary}\"\n\n"), .. entity.Body], null, null, depth + 1);
        }
        else
        {
            var decoded = entity.Decode();
            if (decoded.Value is { } content) Take(content, entity.FileName, entity.Type, depth + 1);
            else Refuse(decoded.Failure);
        }
    }

    // The content decides. The declared type counts only if the content is of no known kind.
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

    private void Refuse(Failure? failure) => findings.Add(new Finding(FindingSeverity.Error, 0, 0, 0, failure!.Message));
}
