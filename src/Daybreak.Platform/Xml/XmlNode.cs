namespace Daybreak.Platform.Xml;

/// <summary>What <see cref="XmlPullReader.Read"/> came to. Comments and processing instructions are checked and left out.</summary>
internal enum XmlNode
{
    /// <summary>The document is at its end, or nothing is read yet.</summary>
    None,

    /// <summary>A start tag, or an empty element's tag.</summary>
    Element,

    /// <summary>An end tag; for an empty element right after its start.</summary>
    EndElement,

    /// <summary>Text up to the next markup.</summary>
    Text,

    /// <summary>Text of nothing but white space, literal or by references.</summary>
    Whitespace,

    /// <summary>A CDATA section, which may be empty.</summary>
    Section,
}
