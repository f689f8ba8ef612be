namespace Daybreak.Simulator.WireServer;

/// <summary>The error format of the host's services. Agents look for the code in it.</summary>
internal static class WireError
{
    public const string BadRequest = "BadRequest";
    public const string Unauthorized = "Unauthorized";
    public const string Forbidden = "Forbidden";
    public const string ResourceGone = "ResourceGone";
    public const string ResourceNotFound = "ResourceNotFound";

    /// <summary>The code that agents are known to look for: the VM now has another container.</summary>
    public const string InvalidContainerConfiguration = "InvalidContainerConfiguration";

    public static Answer Answer(int status, string code) =>
        Hosting.Answer.Xml(status, XmlText.Document(new XElement("Error", new XElement("Code", code), new XElement("Message", code))));
}
