namespace Daybreak.Provisioning.Tests.Steps;

public sealed partial class CreateAccountTests
{
    [Fact]
    public void A_home_that_is_there_stays_as_it_is()
    {
        root.Write("/home/ada/letter", "dear").Link("/home/ada/.ssh", "/etc");
        Give("/home/ada", 1000);
        Assert.Single(Apply());
        Assert.Equal("dear", root.Read("/home/ada/letter"));
        Assert.False(root.Has("/home/ada/.profile"));
    }

    [Fact]
    public void An_empty_home_of_the_system_becomes_the_users()
    {
        root.MakeDirectory("/home/ada");
        Apply();
        Assert.Equal((1000u, "0750"), (Entry("/home/ada")!.Value.User, Entry("/home/ada")!.Value.Mode.ToString()));
        Assert.True(root.Has("/home/ada/.profile"));
    }

    [Fact]
    public void Homes_below_a_link_of_the_system_are_made_where_it_leads()
    {
        Directory.Delete(root.Below("/home"));
        root.Link("/home", "/srv/home").MakeDirectory("/srv/home");
        Apply();
        Assert.True(root.Has("/srv/home/ada/.profile"));
    }

    [Theory]
    [InlineData("/etc")]
    [InlineData("/etc/shadow")]
    [InlineData("/nowhere")]
    public void A_home_that_is_a_link_to_what_is_not_the_users_is_refused(string target)
    {
        root.Link("/home/ada", target);
        Refused($"/home/ada, the home of ada, is a symbolic link to {target}, which is not a directory of ada: remove the link");
    }

    [Fact]
    public void A_link_that_somebody_else_could_have_made_is_refused()
    {
        root.Link("/home/ada", "/srv/ada").MakeDirectory("/srv/ada");
        Give("/srv/ada", 1000);
        Give("/home/ada", 1001);
        Refused("the path /home/ada contains the symbolic link ada, which another user than root could have created: remove the link, or make its directory writable only by root");
    }

    [Fact]
    public void A_home_that_is_no_directory_or_another_users_is_refused()
    {
        root.Write("/home/ada", "");
        Refused("/home/ada, the home of ada, is not a directory: move it away");
        File.Delete(root.Below("/home/ada"));
        root.MakeDirectory("/home/ada");
        Give("/home/ada", 1234);
        Refused("/home/ada, the home of ada (user id 1000), belongs to user id 1234: change its owner to ada, or move it away");
    }
}
