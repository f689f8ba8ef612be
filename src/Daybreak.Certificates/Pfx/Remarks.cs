namespace Daybreak.Certificates.Pfx;

/// <summary>Sentences about what was left out, each once and not too many: a message with a thousand odd bags makes no long answer.</summary>
internal sealed class Remarks
{
    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public void Add(string sentence)
    {
        if (_sentences.Count < Limits.Remarks && !_sentences.Contains(sentence)) _sentences.Add(sentence);
    }
}
