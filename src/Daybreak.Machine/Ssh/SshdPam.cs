namespace Daybreak.Machine.Ssh;

/// <summary>Whether sshd leaves the check for locked accounts to PAM.</summary>
/// <remarks>
/// sshd_config(5): the default of UsePAM is "no". Without PAM, sshd treats an account as locked if its password field begins with "!", and
/// refuses its keys too. A "*" only disables the password.
/// </remarks>
public static class SshdPam
{
    /// <summary>Whether the sshd configuration sets UsePAM to yes. Match blocks cannot change it.</summary>
    public static bool IsUsed(MachineView machine)
    {
        try
        {
            return "yes".Equals(SshdConfig.Read(new SshdFiles(machine), new SshdConnection(null, null))?.ForAll("usepam")?.Value, StringComparison.OrdinalIgnoreCase);
        }
        catch (FileFailure)
        {
            // The configuration is invalid. The step that adds the keys reports it.
            return false;
        }
    }
}
