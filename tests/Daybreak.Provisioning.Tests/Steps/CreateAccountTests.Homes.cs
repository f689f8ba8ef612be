namespace Daybreak.Provisioning.Tests.Steps;

public sealed partial class CreateAccountTests
{
    [Fact]
    public void Does_not_change_an_existing_home()
    {
        root.Write("/home/ada/letter", "dear").Link("/home/ada/.ssh", "/etc");
        Give("/home/ada", 1000);
        Assert.Single(Apply());
        Assert.Equal("dear", root.Read("/home/ada/letter"));
        Assert.False(root.Has("/home/ada/.profile"));
    }

    [Fact]
    public void Gives_an_empty_home_of_root_to_the_user()
    {
        root.MakeDirectory("/home/ada");
        Apply();
        Assert.Equal((1000u, "0750"), (Entry("/home/ada")!.Value.User, Entry("/home/ada")!.Value.Mode.ToString()));
        Assert.True(root.Has("/home/ada/.profile"));
    }

    [Fact]
    public void Follows_a_link_of_root_to_the_home_directories()
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
    public void Rejects_a_home_that_links_to_a_directory_of_another_user(string target)
    {
        root.Link("/home/ada", target);
        Refused($"/home/ada, the home of ada, is a symbolic link to {target}, which is not a directory of ada: remove the link");
    }

    [Fact]
    public void Rejects_a_link_that_another_user_could_have_created()
    {
        root.Link("/home/ada", "/srv/ada").MakeDirectory("/srv/ada");
        Give("/srv/ada", 1000);
        Give("/home/ada", 1001);
        Refused("the path /home/ada contains the symbolic link ada, which another user than root could have created: remove the link, or make its directory writable only by root");
    }

    [Fact]
    public void Rejects_a_home_that_is_a_file_or_belongs_to_another_user()
    {
        root.Write("/home/ada", "");
        Refused("/home/ada, the home of ada, is not a directory: move it away");
        File.Delete(root.Below("/home/ada"));
        root.MakeDirectory("/home/ada");
        Give("/home/ada", 1234);
        Refused("/home/ada, the home of ada (user id 1000), belongs to user id 1234: change its owner to ada, or move it away");
    }
}
