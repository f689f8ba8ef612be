namespace Daybreak.Core;

/// <summary>Where the agent keeps its own files, below the root.</summary>
public static class AgentPaths
{
    /// <summary>The journal, the custom data and other records that outlive a boot. For root alone.</summary>
    public const string StateDirectory = "/var/lib/daybreak";

    /// <summary>Files of the current boot: the lock and the status.</summary>
    public const string RunDirectory = "/run/daybreak";

    /// <summary>What programs of the custom data write.</summary>
    public const string LogDirectory = "/var/log/daybreak";
}
