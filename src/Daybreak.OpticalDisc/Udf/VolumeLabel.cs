namespace Daybreak.OpticalDisc.Udf;

/// <summary>Identifiers that are only informative. An invalid one is noted and read as empty.</summary>
internal static class VolumeLabel
{
    public static string Read(ReadOnlySpan<byte> field, string what, in Location location, List<DiscError> notes)
    {
        if (Cs0Text.TryDecodeField(field, out var text)) return text.TrimEnd('\0', ' ');
        notes.Add(location.Fail(DiscErrorReason.InvalidName, $"{what}: {text}"));
        return "";
    }
}
