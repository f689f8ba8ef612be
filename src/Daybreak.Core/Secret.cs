using System.Text;

namespace Daybreak.Core;

/// <summary>A text that is never shown: no log, no plan, no journal and no status has it, whatever formats it.</summary>
/// <remarks>
/// The bytes can be wiped. A password of the provisioning media is in no string on its way here, and what its XML and its disc's sectors were read
/// into is wiped. A document so small that it lies inside a structure of its UDF disc stays in that structure until memory is collected.
/// So does a CDATA section of more than 2,048 characters (only custom data is as long), which the XML reader copies into a string.
/// </remarks>
public sealed class Secret : IDisposable
{
    private Memory<byte> utf8;

    /// <summary>Keeps a secret.</summary>
    public Secret(string text) => utf8 = Encoding.UTF8.GetBytes(text);

    /// <summary>Keeps a secret. The array belongs to this object from now on.</summary>
    public Secret(byte[] bytes) => utf8 = bytes;

    /// <summary>Keeps a secret. The memory belongs to this object from now on.</summary>
    public Secret(Memory<byte> bytes) => utf8 = bytes;

    /// <summary>The secret itself; empty once it is wiped.</summary>
    public ReadOnlySpan<byte> Reveal() => utf8.Span;

    /// <summary>The secret itself, for readers that keep parts of it.</summary>
    public ReadOnlyMemory<byte> RevealMemory() => utf8;

    /// <summary>Its length in bytes.</summary>
    public int Length => utf8.Length;

    /// <summary>"(masked)".</summary>
    public override string ToString() => "(masked)";

    /// <summary>Overwrites the bytes.</summary>
    public void Dispose()
    {
        utf8.Span.Clear();
        utf8 = default;
    }
}
