namespace Daybreak.Certificates.Pfx;

/// <summary>Sentences about what was skipped, each once. Their number is limited, so that a message with many unknown bags does not make a long answer.</summary>
internal sealed class Remarks
{
    private readonly List<string> _sentences = [];

    public IReadOnlyList<string> Sentences => _sentences;

    public void Add(string sentence)
    {
        if (_sentences.Count < Limits.Remarks && !_sentences.Contains(sentence)) _sentences.Add(sentence);
    }
}
