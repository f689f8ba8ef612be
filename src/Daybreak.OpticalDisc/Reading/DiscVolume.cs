namespace Daybreak.OpticalDisc.Reading;

/// <summary>A file system that was found on the image, verified as far as its root directory.</summary>
/// <param name="Description">Its name with the revision or the kind of names, such as <c>UDF 1.02</c>.</param>
/// <param name="Label">What mount tools call the label.</param>
/// <param name="Identifier">The identifier in the Primary Volume Descriptor.</param>
/// <param name="SectorSize">Bytes in a sector.</param>
/// <param name="Root">The root directory.</param>
internal sealed record DiscVolume(string Description, string Label, string Identifier, int SectorSize, DiscNode Root);
