namespace Daybreak.Simulator.Page.Tests;

/// <summary>The contrast between a text and its background (WCAG 2.2, 1.4.3).</summary>
public sealed record Contrast
{
    public string Text { get; init; } = "";

    public double Ratio { get; init; }

    /// <summary>Measures all visible texts on plain backgrounds.</summary>
    public const string Script = """
        () => {
          const numbers = colour => colour.match(/[\d.]+/g).map(Number);
          const channel = value => (value /= 255) <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
          const luminance = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
          const behind = element => {
            for (let one = element; one; one = one.parentElement) {
              const found = numbers(getComputedStyle(one).backgroundColor);
              if (found.length < 4 || found[3] > 0) return found;
            }
            return [255, 255, 255];
          };
          const texts = [...document.querySelectorAll("body *")].filter(one => one.checkVisibility() && [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
          return texts.filter(one => one.tagName !== "title" && one.tagName !== "NOSCRIPT").map(one => {
            const style = getComputedStyle(one);
            const [a, b] = [luminance(numbers(one.namespaceURI.endsWith("svg") ? style.fill : style.color)), luminance(behind(one))].sort((x, y) => y - x);
            return { text: one.textContent.trim().slice(0, 40), ratio: (a + .05) / (b + .05) };
          });
        }
        """;
}
