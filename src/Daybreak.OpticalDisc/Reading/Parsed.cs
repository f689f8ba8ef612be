using System.Diagnostics.CodeAnalysis;

namespace Daybreak.OpticalDisc.Reading;

/// <summary>A value that was read, or the error.</summary>
internal readonly struct Parsed<T>
{
    private readonly T? value;
    private readonly DiscError? error;

    private Parsed(T? value, DiscError? error) => (this.value, this.error) = (value, error);

    public bool Is([MaybeNullWhen(false)] out T found, [NotNullWhen(false)] out DiscError? problem)
    {
        found = value;
        problem = error;
        return error is null;
    }

    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(DiscError error) => new(default, error);
}
