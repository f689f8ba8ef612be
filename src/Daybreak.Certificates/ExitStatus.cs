namespace Daybreak.Certificates;

/// <summary>How the process ends; the numbers of sysexits.h.</summary>
internal static class ExitStatus
{
    /// <summary>The input ended after a whole line, or help or version was printed.</summary>
    public const int Ok = 0;

    /// <summary>EX_USAGE: the command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>EX_DATAERR: the input ended within a line, or a line had no end.</summary>
    public const int DataError = 65;

    /// <summary>EX_SOFTWARE: a mistake of this program.</summary>
    public const int Software = 70;

    /// <summary>EX_IOERR: a standard stream cannot be read or written.</summary>
    public const int InputOutput = 74;
}
