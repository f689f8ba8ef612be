using Daybreak.Machine.Files;

namespace Daybreak.Machine.Ssh;

/// <summary>Whether sshd leaves it to PAM who is locked.</summary>
/// <remarks>
/// sshd_config(5), UsePAM: "no" unless it is set. Without PAM, sshd takes a "!" at the beginning of the password field for an account that is
/// locked, and refuses its keys too; a "*" only has no password.
/// </remarks>
public static class SshdPam
{
    /// <summary>Whether sshd's configuration says "UsePAM yes", which no Match block can change.</summary>
    public static bool IsUsed(MachineView machine)
    {
        try
        {
            return "yes".Equals(SshdConfig.Read(new SshdFiles(machine), new SshdConnection(null, null))?.ForAll("usepam")?.Value, StringComparison.OrdinalIgnoreCase);
        }
        catch (FileFailure)
        {
            // sshd would not start with it: whoever puts the keys where it reads them says so.
            return false;
        }
    }
}
