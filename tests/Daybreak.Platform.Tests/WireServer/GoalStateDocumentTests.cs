using System.Text;
using Daybreak.Core;
using Daybreak.Platform.WireServer;

namespace Daybreak.Platform.Tests.WireServer;

public sealed class GoalStateDocumentTests
{
    internal const string Sample = """
        <?xml version="1.0" encoding="utf-8"?>
        <GoalState xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="goalstate10.xsd">
          <Version>2012-11-30</Version>
          <Incarnation>3</Incarnation>
          <Machine><ExpectedState>Started</ExpectedState><LBProbePorts><Port>16001</Port></LBProbePorts></Machine>
          <Container>
            <ContainerId>c6d5526c-5ac2-4200-b6e2-56f2b70c5ab2</ContainerId>
            <RoleInstanceList><RoleInstance>
              <InstanceId>b61f93d0-e1ed-40b2-b067-22c243233448._web</InstanceId>
              <State>Started</State>
              <Configuration>
                <HostingEnvironmentConfig>http://168.63.129.16:80/machine/x?comp=config</HostingEnvironmentConfig>
                <Certificates>http://168.63.129.16:80/machine/x?comp=certificates&amp;incarnation=3</Certificates>
              </Configuration>
            </RoleInstance></RoleInstanceList>
          </Container>
        </GoalState>
        """;

    private const string Minimal = "<GoalState><Incarnation>1</Incarnation><Container><ContainerId>c</ContainerId><RoleInstanceList><RoleInstance><InstanceId>i</InstanceId></RoleInstance></RoleInstanceList></Container></GoalState>";

    private static readonly GoalState Small = new("1", "c", "i", null);

    private static Result<GoalState> Read(string xml) => GoalStateDocument.Read(Encoding.UTF8.GetBytes(xml));

    private static string Bad(byte[] xml)
    {
        var result = GoalStateDocument.Read(xml);
        Assert.Null(result.Value);
        Assert.Equal((ExitStatus.BadData, "unexpected goal state"), (result.Failure!.Exit, result.Failure.Reason));
        Assert.StartsWith("WireServer: the goal state is unusable: ", result.Failure.Message, StringComparison.Ordinal);
        Assert.InRange(result.Failure.Message.Length, 40, 300);
        Assert.DoesNotContain(result.Failure.Message, char.IsControl);
        return MessageRules.Check(result.Failure.Message);
    }

    private static string Bad(string xml) => Bad(Encoding.UTF8.GetBytes(xml));

    [Fact]
    public void What_is_needed_is_read() => Assert.Equal(
        new GoalState("3", "c6d5526c-5ac2-4200-b6e2-56f2b70c5ab2", "b61f93d0-e1ed-40b2-b067-22c243233448._web", "http://168.63.129.16:80/machine/x?comp=certificates&incarnation=3"),
        Read(Sample).Value);

    [Fact]
    public void Its_form_does_not_matter()
    {
        Assert.Equal(Small, Read(Minimal).Value);
        Assert.Equal(Small, Read("\ufeff" + Minimal).Value);
        Assert.Equal(Small, GoalStateDocument.Read([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Minimal)]).Value);
        Assert.Equal(Small, Read(Minimal.Replace(">1<", "> <![CDATA[1]]>\n<", StringComparison.Ordinal)).Value);
        Assert.Equal(Small, Read(Minimal.Replace(">c<", "><!-- comment -->\r\n  c  <?pi?><", StringComparison.Ordinal)).Value);
        Assert.Equal(Small, Read(Minimal.Replace("<Container>", "<Other><ContainerId>x</ContainerId></Other><Container><Other a='b'/>", StringComparison.Ordinal)).Value);
        Assert.Equal(Small, Read(Minimal.Replace("<GoalState>", "<GoalState xmlns='urn:x'>", StringComparison.Ordinal)).Value);
    }

    [Theory]
    [InlineData("ab<!-- x -->cd")]
    [InlineData("ab<![CDATA[cd]]>")]
    [InlineData("<![CDATA[ab]]><![CDATA[cd]]>")]
    [InlineData("a<?pi?>bcd")]
    [InlineData("ab&#99;d")]
    public void A_value_in_pieces_is_one_value(string pieces) => Assert.Equal("abcd", Read(Minimal.Replace(">c<", $">{pieces}<", StringComparison.Ordinal)).Value?.ContainerId);

    [Fact]
    public void Of_several_role_instances_the_first_counts_as_a_whole()
    {
        const string second = "<RoleInstance><InstanceId>second</InstanceId><Configuration><Certificates>http://second/</Certificates></Configuration></RoleInstance></RoleInstanceList>";
        Assert.Equal(Small, Read(Minimal.Replace("</RoleInstanceList>", second, StringComparison.Ordinal)).Value);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(" \r\n", "it is empty")]
    [InlineData("\ufeff", "line")]
    [InlineData("<!-- only a comment -->", "line")]
    [InlineData("{\"json\":true}", "line 1, column 1")]
    [InlineData("<html/>", "its root element is html, not GoalState")]
    [InlineData("<Error><Code>InvalidRequest</Code></Error>", "its root element is Error")]
    [InlineData("<GoalState/>", "it has no GoalState/Incarnation")]
    [InlineData("<GoalState><Incarnation/></GoalState>", "it has no GoalState/Incarnation")]
    [InlineData("<GoalState><Incarnation> </Incarnation></GoalState>", "it has no GoalState/Incarnation")]
    [InlineData("<GoalState><Incarnation>1</Incarnation></GoalState>", "it has no GoalState/Container/ContainerId")]
    [InlineData("<GoalState><Incarnation>1</Incarnation><Container><ContainerId>c</ContainerId></Container></GoalState>", "it has no GoalState/Container/RoleInstanceList/RoleInstance/InstanceId")]
    [InlineData("<GoalState><Incarnation>1</Incarnation><Container><ContainerId>a&#10;b</ContainerId></Container></GoalState>", "line 1: GoalState/Container/ContainerId has a control character")]
    [InlineData("<!DOCTYPE GoalState><GoalState/>", "document type definition")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><GoalState>&b;</GoalState>", "document type definition")]
    [InlineData("<!DOCTYPE x SYSTEM 'http://127.0.0.1/x.dtd'><GoalState/>", "document type definition")]
    [InlineData("<!DOCTYPE x [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><GoalState>&f;</GoalState>", "document type definition")]
    [InlineData("<GoalState>&other;</GoalState>", "line 1")]
    [InlineData("<GoalState><a></b></GoalState>", "line 1")]
    [InlineData("<GoalState/><GoalState/>", "line 1")]
    [InlineData("<GoalState>&#0;</GoalState>", "line 1")]
    [InlineData("<x:GoalState/>", "line 1")]
    [InlineData("<?xml version='1.0' encoding='utf-7'?><GoalState/>", "line 1")]
    [InlineData("<?xml version='1.0' encoding='nonsense'?><GoalState/>", "line 1")]
    [InlineData("<?xml version='1.0' encoding='utf-16'?><GoalState/>", "")]
    [InlineData("<?xml version='1.0' encoding='ibm037'?><GoalState/>", "")]
    [InlineData("<?xml version='1.1'?><GoalState/>", "line 1")]
    public void Bad_input_names_its_place(string xml, string place) => Assert.Contains(place, Bad(xml), StringComparison.Ordinal);

    [Fact]
    public void A_name_that_others_chose_is_not_repeated_at_length() => Bad($"<{new string('x', 500_000)}/>");

    [Fact]
    public void Invalid_bytes_are_bad_data()
    {
        Bad([0]);
        Bad([0xff]);
        Bad([0xff, 0xfe]);
        Bad([0xfe, 0xff, 0x00]);
        Bad([.. "<GoalState><Incarnation>"u8, 0xc3, 0x28, .. "</Incarnation></GoalState>"u8]);
        Bad([.. "<GoalState>"u8, 0xed, 0xa0, 0x80, .. "</GoalState>"u8]);
        Bad([.. "<GoalState>"u8, 0xf0, 0x9f]);
    }

    [Fact]
    public void Cut_at_any_byte_it_is_bad_data()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Sample);
        for (int length = 0; length < whole.Length; length++) Bad(whole[..length]);
    }

    [Fact]
    public void Depth_and_length_have_limits()
    {
        Assert.Contains("nested more than 32 deep", Bad(string.Concat(Enumerable.Repeat("<GoalState>", 100_000))), StringComparison.Ordinal);
        Assert.Contains("GoalState/Incarnation has 1025 characters", Bad(Minimal.Replace(">1<", $">{new string('1', 1025)}<", StringComparison.Ordinal)), StringComparison.Ordinal);
        string longest = new('1', 1024);
        Assert.Equal(longest, Read(Minimal.Replace(">1<", $">{longest}<", StringComparison.Ordinal)).Value?.Incarnation);
        Bad(Minimal.Replace(">1<", $">{string.Concat(Enumerable.Repeat("<![CDATA[1]]>", 100_000))}<", StringComparison.Ordinal));
        Bad($"<GoalState {string.Concat(Enumerable.Range(0, 20_000).Select(i => $"a{i}='' "))}/>");
    }
}
