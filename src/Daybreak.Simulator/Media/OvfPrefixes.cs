namespace Daybreak.Simulator.Media;

/// <summary>The namespace prefixes in ovf-env.xml. All variants occur in practice and are equivalent.</summary>
public enum OvfPrefixes
{
    /// <summary>The platform's form: OVF is the default namespace, sections use <c>wa:</c>, and the configuration set redeclares its namespace as the default.</summary>
    Wa,

    /// <summary><c>ns0:</c> and <c>ns1:</c> throughout, as Python serializes the document.</summary>
    Ns,

    /// <summary>No prefixes: each section declares its namespace as the default.</summary>
    Default,
}
