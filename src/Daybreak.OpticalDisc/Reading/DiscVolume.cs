namespace Daybreak.OpticalDisc.Reading;

/// <summary>A file system on the image, verified up to its root directory.</summary>
/// <param name="Description">The name with its revision or kind of names, such as <c>UDF 1.02</c>.</param>
/// <param name="Label">The label as mount tools show it.</param>
/// <param name="Identifier">The identifier in the Primary Volume Descriptor.</param>
/// <param name="SectorSize">Bytes per sector.</param>
/// <param name="Root">The root directory.</param>
internal sealed record DiscVolume(string Description, string Label, string Identifier, int SectorSize, DiscNode Root);
