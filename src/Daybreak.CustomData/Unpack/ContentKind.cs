namespace Daybreak.CustomData.Unpack;

/// <summary>What custom data, or a part of it, is.</summary>
public enum ContentKind
{
    /// <summary>There is nothing in it.</summary>
    Empty,

    /// <summary><c>#!</c>: a script.</summary>
    Script,

    /// <summary><c>#cloud-config</c></summary>
    CloudConfig,

    /// <summary><c>#cloud-boothook</c>: a script that comes before everything else.</summary>
    BootHook,

    /// <summary>A MIME message of several parts.</summary>
    Multipart,

    /// <summary>gzip.</summary>
    Gzip,

    /// <summary>JSON with <c>ignition.version</c>.</summary>
    Ignition,

    /// <summary><c>#include</c> or <c>#include-once</c>: addresses to fetch from.</summary>
    Include,

    /// <summary><c>## template: jinja</c></summary>
    Jinja,

    /// <summary><c>#cloud-config-archive</c></summary>
    CloudConfigArchive,

    /// <summary><c>#cloud-config-jsonp</c></summary>
    CloudConfigPatch,

    /// <summary><c>#part-handler</c>: a program in Python for cloud-init.</summary>
    PartHandler,

    /// <summary>Anything else.</summary>
    Other,
}
