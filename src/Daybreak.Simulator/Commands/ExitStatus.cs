namespace Daybreak.Simulator.Commands;

/// <summary>How the program ends, in the words of sysexits.h.</summary>
public static class ExitStatus
{
    /// <summary>Done, or stopped on request.</summary>
    public const int Done = 0;

    /// <summary>A storm ended with VMs that are not Ready, or with errors.</summary>
    public const int NotAllReady = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>The scenario is wrong or cannot be read.</summary>
    public const int BadScenario = 65;

    /// <summary>A file that was named is not there.</summary>
    public const int NoInput = 66;

    /// <summary>An address cannot be listened on, or a program is missing.</summary>
    public const int Unavailable = 69;

    /// <summary>A file (log, disc) cannot be written.</summary>
    public const int CannotWrite = 73;

    /// <summary>Rights are missing.</summary>
    public const int NoPermission = 77;
}
