using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Daybreak.Simulator.Scenarios;

/// <summary>Limits the nesting of YAML: building nodes is recursive, and a stack overflow cannot be caught.</summary>
internal sealed class DepthLimitedParser(IParser inner) : IParser
{
    private const int MaximumDepth = 32;
    private int _depth;

    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        if (!inner.MoveNext()) return false;
        _depth += inner.Current!.NestingIncrease;
        if (_depth > MaximumDepth) throw new YamlException(inner.Current.Start, inner.Current.End, $"nested deeper than {MaximumDepth} levels");
        return true;
    }
}
