namespace Daybreak.Simulator.Boot.Machines;

/// <summary>Tells the output of a Linux kernel from that of a firmware or a boot loader on the same serial port.</summary>
public static partial class KernelOutput
{
    /// <summary>Whether a line of a kernel is in a console's output: its version, or a time stamp as <c>[    0.000000]</c>.</summary>
    public static bool IsIn(string console) => Line().IsMatch(console);

    [GeneratedRegex(@"^(\[ *[0-9]+\.[0-9]{6}\] |Linux version )", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
