using System.Text;

namespace Daybreak.Configuration.Tests.Generation;

/// <summary>Writes the generated block of docs/reference/configuration.md.</summary>
internal static class ReferencePage
{
    private const string Begin = "<!-- begin generated -->\n";
    private const string End = "<!-- end generated -->\n";

    /// <summary>Replaces the block between the two markers.</summary>
    public static string Update(string page)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, begin, StringComparison.Ordinal);
        Assert.True(begin >= Begin.Length && end >= 0, "the page does not have both markers");
        return page[..begin] + Write() + page[end..];
    }

    private static string Write()
    {
        var text = new StringBuilder();
        foreach (var section in DocumentedSetting.Sections)
        {
            text.Append($"{(text.Length > 0 ? "\n" : "")}### [{section.Key}]\n\n");
            string?[] pages = [.. section.Select(entry => entry.Help.Page).Distinct()];
            // One link for the section if all keys have the same page.
            if (pages is [{ } common] && section.Count() > 1) text.Append($"{Link(common)}.\n\n");
            text.Append("| key | meaning | default | values |\n| --- | --- | --- | --- |\n");
            foreach (var entry in section)
            {
                string link = entry.Help.Page is { } page && (pages.Length > 1 || section.Count() == 1) ? $" {Link(page)}" : "";
                text.Append($"| `{entry.Setting.Key}=` | {entry.FullHelp.TrimEnd('.')}{(link.Length > 0 ? "." : "")}{link} | {entry.Default} | {entry.Setting.Type.Limits} |\n");
            }
        }
        return text.ToString();
    }

    private static string Link(string page) => $"See [{page.Split('#')[0].Split('/')[^1]}](../{page})";
}
