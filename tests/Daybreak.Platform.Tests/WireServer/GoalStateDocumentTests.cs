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
    public void Reads_incarnation_container_instance_and_certificates() => Assert.Equal(
        new GoalState("3", "c6d5526c-5ac2-4200-b6e2-56f2b70c5ab2", "b61f93d0-e1ed-40b2-b067-22c243233448._web", "http://168.63.129.16:80/machine/x?comp=certificates&incarnation=3"),
        Read(Sample).Value);

    [Fact]
    public void Accepts_white_space_comments_and_other_elements()
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
    public void Joins_the_pieces_of_a_value(string pieces) => Assert.Equal("abcd", Read(Minimal.Replace(">c<", $">{pieces}<", StringComparison.Ordinal)).Value?.ContainerId);

    [Fact]
    public void Uses_the_first_of_several_role_instances()
    {
        const string second = "<RoleInstance><InstanceId>second</InstanceId><Configuration><Certificates>http://second/</Certificates></Configuration></RoleInstance></RoleInstanceList>";
        Assert.Equal(Small, Read(Minimal.Replace("</RoleInstanceList>", second, StringComparison.Ordinal)).Value);
    }

    [Theory]
    [InlineData("", "the document is empty")]
    [InlineData(" \r\n", "the document is empty")]
    [InlineData("\ufeff", "line")]
    [InlineData("<!-- only a comment -->", "line")]
    [InlineData("{\"json\":true}", "line 1, column 1")]
    [InlineData("<html/>", "the root element is html; expected GoalState")]
    [InlineData("<Error><Code>InvalidRequest</Code></Error>", "the root element is Error")]
    [InlineData("<GoalState/>", "no GoalState/Incarnation")]
    [InlineData("<GoalState><Incarnation/></GoalState>", "no GoalState/Incarnation")]
    [InlineData("<GoalState><Incarnation> </Incarnation></GoalState>", "no GoalState/Incarnation")]
    [InlineData("<GoalState><Incarnation>1</Incarnation></GoalState>", "no GoalState/Container/ContainerId")]
    [InlineData("<GoalState><Incarnation>1</Incarnation><Container><ContainerId>c</ContainerId></Container></GoalState>", "no GoalState/Container/RoleInstanceList/RoleInstance/InstanceId")]
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
    public void Rejects_bad_input_with_its_place(string xml, string place) => Assert.Contains(place, Bad(xml), StringComparison.Ordinal);

    [Fact]
    public void A_message_shortens_a_long_element_name() => Bad($"<{new string('x', 500_000)}/>");

    [Fact]
    public void Rejects_invalid_bytes()
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
    public void Rejects_a_document_that_is_cut_at_any_byte()
    {
        byte[] whole = Encoding.UTF8.GetBytes(Sample);
        for (int length = 0; length < whole.Length; length++) Bad(whole[..length]);
    }

    [Fact]
    public void Rejects_a_document_beyond_the_limits()
    {
        Assert.Contains("more than 32 levels of elements", Bad(string.Concat(Enumerable.Repeat("<GoalState>", 100_000))), StringComparison.Ordinal);
        Assert.Contains("GoalState/Incarnation has 1025 characters", Bad(Minimal.Replace(">1<", $">{new string('1', 1025)}<", StringComparison.Ordinal)), StringComparison.Ordinal);
        string longest = new('1', 1024);
        Assert.Equal(longest, Read(Minimal.Replace(">1<", $">{longest}<", StringComparison.Ordinal)).Value?.Incarnation);
        Bad(Minimal.Replace(">1<", $">{string.Concat(Enumerable.Repeat("<![CDATA[1]]>", 100_000))}<", StringComparison.Ordinal));
        Bad($"<GoalState {string.Concat(Enumerable.Range(0, 20_000).Select(i => $"a{i}='' "))}/>");
    }
}
