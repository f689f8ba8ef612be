namespace Daybreak.Simulator.Media;

/// <summary>How ovf-env.xml binds its two namespaces: the forms that are seen in the field, all meaning the same.</summary>
public enum OvfPrefixes
{
    /// <summary>OVF is the default, <c>wa:</c> for sections, and the configuration set declares its namespace as the default anew. The platform's own form.</summary>
    Wa,

    /// <summary><c>ns0:</c> and <c>ns1:</c> throughout, as Python's serialiser leaves it.</summary>
    Ns,

    /// <summary>No prefixes at all: each section declares its namespace as the default.</summary>
    Default,
}
