namespace Daybreak.Core.Dhcp;

/// <summary>dhclient.leases(5): blocks, of which the last one for an interface is the newest.</summary>
public static class DhclientLeases
{
    private static readonly string[] Classless =
        ["option rfc3442-classless-static-routes ", "option classless-static-routes ", "option unknown-121 ", "option ms-classless-static-routes ", "option unknown-249 "];

    /// <summary>The newest lease of each interface.</summary>
    public static List<Lease> Parse(string text)
    {
        var newest = new List<Lease>();
        string? name = null;
        uint router = 0;
        byte[] routes = [];
        bool names = false;
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Trim();
            if (line.StartsWith("lease", StringComparison.Ordinal)) (name, router, routes, names) = (null, 0, [], false);
            else if (line.StartsWith("interface ", StringComparison.Ordinal)) name = Value(line, "interface ").Trim('"');
            else if (line.StartsWith("option routers ", StringComparison.Ordinal)) router = LeaseParser.First(Value(line, "option routers "));
            else if (line.StartsWith("option unknown-245 ", StringComparison.Ordinal)) names = true;
            else if (line.StartsWith('}') && name is not null)
            {
                newest.RemoveAll(older => older.Interface == name);
                newest.Add(new Lease(name, router, Lease.Decode(name, routes), names));
                name = null;
            }
            else
            {
                // In the order of their rank: 121 comes before 249.
                foreach (string option in Classless)
                    if (line.StartsWith(option, StringComparison.Ordinal) && (routes.Length == 0 || !option.Contains("ms-", StringComparison.Ordinal))) routes = Lease.Bytes(Value(line, option));
            }
        }
        return newest;
    }

    private static string Value(string line, string key) => line[key.Length..].Split(';')[0].Trim();
}
