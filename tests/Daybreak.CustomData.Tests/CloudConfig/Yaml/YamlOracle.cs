using System.Text;
using Daybreak.CustomData.CloudConfig.Yaml;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Daybreak.CustomData.Tests.CloudConfig.Yaml;

/// <summary>The same document as another reader understands it, in a form that both can be written in.</summary>
internal static class YamlOracle
{
    /// <summary>As YamlDotNet reads it.</summary>
    public static string Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text.TrimStart('\uFEFF')));
        return stream.Documents.Count == 0 ? "plain()" : string.Join("|", stream.Documents.Select(document => Shape(document.RootNode)));
    }

    /// <summary>As YamlDotNet reads it; null where it refuses.</summary>
    public static string? TryRead(string text)
    {
        try
        {
            return Read(text);
        }
        catch (Exception refused) when (refused is YamlException or InvalidOperationException)
        {
            // Its scanner fails with InvalidOperationException on some texts, by a mistake of its own.
            return null;
        }
    }

    public static string Shape(Daybreak.CustomData.CloudConfig.Yaml.YamlNode node) => node.Kind switch
    {
        YamlKind.Sequence => $"[{string.Join(',', node.Items.Select(Shape))}]",
        YamlKind.Mapping => "{" + string.Join(',', node.Keys.Select((key, i) => $"{Shape(key)}:{Shape(node.Values[i])}")) + "}",
        _ => Scalar(node.Text, node.IsPlain || node.IsBinary),
    };

    private static string Shape(YamlDotNet.RepresentationModel.YamlNode node) => node switch
    {
        YamlSequenceNode sequence => $"[{string.Join(',', sequence.Select(Shape))}]",
        YamlMappingNode mapping => "{" + string.Join(',', mapping.Select(pair => $"{Shape(pair.Key)}:{Shape(pair.Value)}")) + "}",
        YamlScalarNode scalar => Scalar(scalar.Value ?? "", scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty || scalar.Tag is { IsEmpty: false } tag && tag.Value.EndsWith("binary", StringComparison.Ordinal)),
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    private static string Scalar(string text, bool isPlain)
    {
        var escaped = new StringBuilder(isPlain ? "plain(" : "text(");
        foreach (char c in text) escaped.Append(char.IsAsciiLetterOrDigit(c) ? c : $"\\{(int)c:x}");
        return escaped.Append(')').ToString();
    }
}
