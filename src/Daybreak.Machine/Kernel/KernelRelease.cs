namespace Daybreak.Machine.Kernel;

/// <summary>Kernel versions.</summary>
public static class KernelRelease
{
    /// <summary>Whether a release such as "2.6.32-754.el6.x86_64" is older than 2.6.37. Such kernels fail with Hyper-V's virtual NUMA.</summary>
    public static bool IsBeforeVirtualNuma(string release)
    {
        var number = new int[3];
        int at = 0;
        foreach (char c in release)
        {
            if (char.IsAsciiDigit(c) && number[at] < 100_000) number[at] = (number[at] * 10) + (c - '0');
            else if (c != '.' || ++at == number.Length) break;
        }
        return number[0] is > 0 and < 3 && (number[0] < 2 || number[1] < 6 || (number[1] == 6 && number[2] < 37));
    }

    /// <summary>Whether there are kernels and all are older than that.</summary>
    public static bool AreAllBeforeVirtualNuma(MachineView machine)
    {
        var releases = machine.List("/lib/modules");
        foreach (string release in releases)
            if (!IsBeforeVirtualNuma(release)) return false;
        return releases.Count > 0;
    }
}
