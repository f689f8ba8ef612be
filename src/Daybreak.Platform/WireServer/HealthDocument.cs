namespace Daybreak.Platform.WireServer;

/// <summary>The health report for <c>POST /machine?comp=health</c>.</summary>
public static class HealthDocument
{
    /// <summary>Writes the report for the VM of the goal state: UTF-8, in one line.</summary>
    public static byte[] Write(GoalState goalState, ProvisioningReport report)
    {
        var xml = new StringBuilder(1024)
            .Append("<?xml version=\"1.0\" encoding=\"utf-8\"?>")
            .Append("<Health xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">")
            .Append("<GoalStateIncarnation>").Append(Escape(goalState.Incarnation)).Append("</GoalStateIncarnation>")
            .Append("<Container><ContainerId>").Append(Escape(goalState.ContainerId)).Append("</ContainerId>")
            .Append("<RoleInstanceList><Role><InstanceId>").Append(Escape(goalState.InstanceId)).Append("</InstanceId>")
            .Append("<Health><State>").Append(report.State).Append("</State>");
        if (report.SubStatus is { } subStatus)
        {
            xml.Append("<Details><SubStatus>").Append(subStatus).Append("</SubStatus>")
                .Append("<Description>").Append(Escape(report.Description?.Xml ?? "")).Append("</Description></Details>");
        }
        xml.Append("</Health></Role></RoleInstanceList></Container></Health>");
        return Encoding.UTF8.GetBytes(xml.ToString());
    }

    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char character in text)
        {
            _ = character switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                // XML 1.0 cannot represent other control characters.
                < ' ' and not ('\t' or '\n' or '\r') => escaped.Append('?'),
                '\ufffe' or '\uffff' => escaped.Append('?'),
                _ => escaped.Append(character),
            };
        }
        return escaped.ToString();
    }
}
