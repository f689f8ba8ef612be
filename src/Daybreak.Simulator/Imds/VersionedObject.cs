namespace Daybreak.Simulator.Imds;

/// <summary>A JSON object that omits members newer than its api-version.</summary>
/// <remarks>In this service all primitives are strings, and a missing value is an empty string.</remarks>
internal sealed class VersionedObject(string version)
{
    public JsonObject Json { get; } = [];

    public VersionedObject Add(string since, string name, string value) => Add(since, name, JsonValue.Create(value));

    public VersionedObject Add(string since, string name, bool value) => Add(since, name, value ? "true" : "false");

    public VersionedObject Add(string since, string name, long value) => Add(since, name, value.ToString(CultureInfo.InvariantCulture));

    public VersionedObject Add(string since, string name, Func<VersionedObject, VersionedObject> fill) =>
        Add(since, name, fill(new VersionedObject(version)).Json);

    public VersionedObject Add(string since, string name, IEnumerable<Func<VersionedObject, VersionedObject>> items) =>
        Add(since, name, new JsonArray([.. items.Select(fill => fill(new VersionedObject(version)).Json)]));

    private VersionedObject Add(string since, string name, JsonNode? value)
    {
        if (string.CompareOrdinal(version, since) >= 0) Json[name] = value;
        return this;
    }
}
