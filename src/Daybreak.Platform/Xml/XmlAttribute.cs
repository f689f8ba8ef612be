namespace Daybreak.Platform.Xml;

/// <summary>An attribute as it is read: its namespace is known only when its element's tag is read whole.</summary>
/// <param name="at">Where it begins.</param>
/// <param name="prefix">The prefix; "" for none.</param>
/// <param name="localName">The name without its prefix.</param>
/// <param name="value">The value, normalised.</param>
internal sealed class XmlAttribute(int at, string prefix, string localName, string value)
{
    public int At => at;

    public string Prefix => prefix;

    public string LocalName => localName;

    public string Value => value;

    /// <summary>The namespace; "" for none, which is that of every attribute without a prefix.</summary>
    public string Namespace { get; set; } = "";
}
