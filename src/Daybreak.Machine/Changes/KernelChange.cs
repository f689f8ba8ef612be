namespace Daybreak.Machine.Changes;

/// <summary>Mixes bytes into the running kernel's random pool.</summary>
/// <param name="Seed">The bytes, at most 4,096.</param>
/// <param name="CreditBits">How many bits of them the kernel is told to count on; 0 for none.</param>
/// <param name="Sentence">What it does.</param>
public sealed record MixEntropy(ReadOnlyMemory<byte> Seed, int CreditBits, string Sentence) : Change(Sentence);

/// <summary>
/// Writes into a file of the kernel's own that is there, in one write(2). Only below /sys and /proc/sys, where a file cannot be replaced;
/// everything else is <see cref="WriteFile"/>'s.
/// </summary>
/// <param name="Path">Absolute, below the root.</param>
/// <param name="Value">The text, without a line end.</param>
/// <param name="Sentence">What it does.</param>
public sealed record SetKernelValue(string Path, string Value, string Sentence) : Change(Sentence);
