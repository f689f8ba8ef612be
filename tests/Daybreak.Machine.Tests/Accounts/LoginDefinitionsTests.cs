using Daybreak.Machine.Accounts;
using Daybreak.Machine.Kernel;
using Daybreak.Machine.Tests.Files;

namespace Daybreak.Machine.Tests.Accounts;

public class LoginDefinitionsTests
{
    [Theory]
    [InlineData("", 1000u, "0755", false)]
    [InlineData("UID_MIN 500\nUID_MIN\t 600 \nUMASK 077\n", 600u, "0700", false)]
    [InlineData("UID_MIN 01750\nHOME_MODE 0750\nUMASK 000\nUSERGROUPS_ENAB Yes\n", 1000u, "0750", true)]
    [InlineData("UID_MIN 0x3E8\nHOME_MODE 2750\n#UMASK 077\n", 1000u, "5276", false)]
    [InlineData("UID_MIN \"700\" x\nUSERGROUPS_ENAB \"yes\"\n", 700u, "0755", true)]
    [InlineData("UID_MIN 089\nUMASK 8\n", 1000u, "0767", false)]
    [InlineData("UID_MIN ten\nUMASK zz\nUSERGROUPS_ENAB\n", 1000u, "0755", false)]
    [InlineData("UID_MIN -1\nUMASK 0xg\nUID_MIN2 5\n", 1000u, "0755", false)]
    [InlineData("UID_MIN 99999999999999999999\n", 1000u, "0755", false)]
    public void Reads_values_as_shadow_utils_does(string text, uint least, string home, bool userGroups)
    {
        using var root = new ThrowAwayRoot();
        root.File("/etc/login.defs", text);
        var login = LoginDefinitions.Read(new MachineView(root.Root, new NoKernel()));
        Assert.Equal((least, home, userGroups), (login.UidMin, login.HomeMode.ToString(), login.UserGroups));
    }

    [Fact]
    public void Uses_the_defaults_without_the_files()
    {
        using var root = new ThrowAwayRoot();
        var view = new MachineView(root.Root, new NoKernel());
        var login = LoginDefinitions.Read(view);
        var defaults = NewUserDefaults.Read(view);
        Assert.Equal((1000u, 60000u, 1000u, 60000u, true, null, "", ""), (login.UidMin, login.UidMax, login.GidMin, login.GidMax, login.UserGroups, login.EncryptMethod, login.MaximumDays, login.WarningDays));
        Assert.Equal((null, "/etc/skel", "/home", "100", "", ""), (defaults.Shell, defaults.Skeleton, defaults.Homes, defaults.Group, defaults.InactiveDays, defaults.ExpiryDay));
    }

    [Fact]
    public void Reads_the_defaults_of_useradd()
    {
        using var root = new ThrowAwayRoot();
        root.File("/etc/default/useradd", "# x\nSHELL=bash\nSHELL=/bin/zsh\n HOME=/no\nHOME=/srv/home/\nSKEL=/srv/skel\nGROUP=users\nINACTIVE=-1\nINACTIVE=30\nEXPIRE=2030-01-01\nno line\n");
        var defaults = NewUserDefaults.Read(new MachineView(root.Root, new NoKernel()));
        Assert.Equal(("/bin/zsh", "/srv/home", "/srv/skel", "users", "30", "21915"), (defaults.Shell, defaults.Homes, defaults.Skeleton, defaults.Group, defaults.InactiveDays, defaults.ExpiryDay));
    }
}
