using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Daybreak.Simulator.Scenarios;

/// <summary>Collects the errors in a file, so that several can be reported at once.</summary>
internal sealed class Problems(string file)
{
    private const int Limit = 50;
    private readonly List<ScenarioError> _errors = [];

    public IReadOnlyList<ScenarioError> All => [.. _errors.OrderBy(error => error.Line).ThenBy(error => error.Column)];

    public void Add(Mark place, string message)
    {
        if (_errors.Count < Limit) _errors.Add(new ScenarioError(file, place.Line, place.Column, message.EndsWith('.') ? message : message + "."));
    }

    public void Add(YamlNode place, string message) => Add(place.Start, message);
}
