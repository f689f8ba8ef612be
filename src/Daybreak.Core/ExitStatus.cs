namespace Daybreak.Core;

/// <summary>Exit statuses, from sysexits.h.</summary>
public enum ExitStatus
{
    /// <summary>Done, or nothing to do.</summary>
    Done = 0,

    /// <summary>EX_USAGE: the command line is wrong.</summary>
    Usage = 64,

    /// <summary>EX_DATAERR: the platform's data is wrong.</summary>
    BadData = 65,

    /// <summary>EX_UNAVAILABLE: the platform cannot be reached.</summary>
    Unreachable = 69,

    /// <summary>EX_SOFTWARE: an internal error in this program.</summary>
    Defect = 70,

    /// <summary>EX_CANTCREAT: the machine cannot be written.</summary>
    CannotWrite = 73,

    /// <summary>EX_IOERR: a standard stream cannot be read or written.</summary>
    InputOutput = 74,

    /// <summary>EX_TEMPFAIL: try again.</summary>
    TryAgain = 75,

    /// <summary>EX_CONFIG: the configuration is wrong.</summary>
    Configuration = 78,
}
