namespace Daybreak.Simulator.Commands;

/// <summary>The exit statuses of the program, mostly from sysexits.h.</summary>
public static class ExitStatus
{
    /// <summary>Success, or stopped on request.</summary>
    public const int Done = 0;

    /// <summary>A storm ended with errors, or with VMs that are not Ready.</summary>
    public const int NotAllReady = 1;

    /// <summary>The command line is invalid.</summary>
    public const int Usage = 64;

    /// <summary>The scenario is invalid or cannot be read.</summary>
    public const int BadScenario = 65;

    /// <summary>An input file does not exist.</summary>
    public const int NoInput = 66;

    /// <summary>Cannot listen on an address, or a program is missing.</summary>
    public const int Unavailable = 69;

    /// <summary>An output file cannot be written.</summary>
    public const int CannotWrite = 73;

    /// <summary>Insufficient privileges.</summary>
    public const int NoPermission = 77;
}
