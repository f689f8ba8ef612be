using System.Xml.Linq;
using Daybreak.Simulator.Hosting;

namespace Daybreak.Simulator.WireServer;

/// <summary>The form in which the host's services tell an error; agents look for the code in it.</summary>
internal static class WireError
{
    public const string BadRequest = "BadRequest";
    public const string Unauthorized = "Unauthorized";
    public const string Forbidden = "Forbidden";
    public const string ResourceGone = "ResourceGone";
    public const string ResourceNotFound = "ResourceNotFound";

    /// <summary>The one word that agents are known to look for: the VM is another container now.</summary>
    public const string InvalidContainerConfiguration = "InvalidContainerConfiguration";

    public static Answer Answer(int status, string code) =>
        Hosting.Answer.Xml(status, XmlText.Document(new XElement("Error", new XElement("Code", code), new XElement("Message", code))));
}
