namespace Daybreak.Platform.WireServer;

/// <summary>The SSH host key's fingerprint for <c>POST /machine?comp=roleProperties</c>.</summary>
public static class RoleProperties
{
    /// <summary>Writes the document.</summary>
    /// <param name="goalState">The VM.</param>
    /// <param name="fingerprint">As ssh-keygen -l prints it, such as "SHA256:…". It is sent without the colon, as other agents do.</param>
    public static byte[] Write(GoalState goalState, string fingerprint)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><RoleProperties><Container><ContainerId>")
            .Append(HealthDocument.Escape(goalState.ContainerId))
            .Append("</ContainerId><RoleInstances><RoleInstance><Id>").Append(HealthDocument.Escape(goalState.InstanceId))
            .Append("</Id><Properties><Property name=\"CertificateThumbprint\" value=\"")
            .Append(HealthDocument.Escape(fingerprint.Replace(":", "", StringComparison.Ordinal)).Replace("\"", "&quot;", StringComparison.Ordinal))
            .Append("\" /></Properties></RoleInstance></RoleInstances></Container></RoleProperties>");
        return Encoding.UTF8.GetBytes(xml.ToString());
    }
}
