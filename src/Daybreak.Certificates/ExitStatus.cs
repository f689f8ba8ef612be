namespace Daybreak.Certificates;

/// <summary>Exit statuses, from sysexits.h.</summary>
internal static class ExitStatus
{
    /// <summary>The input ended after a complete line, or help or version was printed.</summary>
    public const int Ok = 0;

    /// <summary>EX_USAGE: the command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>EX_DATAERR: the input ended inside a line, or a line does not end.</summary>
    public const int DataError = 65;

    /// <summary>EX_SOFTWARE: internal error.</summary>
    public const int Software = 70;

    /// <summary>EX_IOERR: I/O error on a standard stream.</summary>
    public const int InputOutput = 74;
}
