namespace Daybreak.Machine.Changes;

/// <summary>Receives the facts about a change that the plan prints. The reader decides on the format.</summary>
public abstract class ChangeDescription
{
    /// <summary>The facts that a person needs, in one line; null if the change's sentence says everything.</summary>
    public string? Summary { get; set; }

    /// <summary>Adds a text.</summary>
    public abstract void Add(string name, string value);

    /// <summary>Adds a number.</summary>
    public abstract void Add(string name, double value);

    /// <summary>Adds a list of texts.</summary>
    public abstract void Add(string name, IReadOnlyList<string> values);
}
