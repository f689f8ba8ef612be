namespace Daybreak.Machine.Accounts;

/// <summary>Parses owners as chown(1) accepts them: USER, USER:GROUP or :GROUP, by name or number.</summary>
public static class OwnerNames
{
    /// <summary>The owner; null if a name does not exist. Without a group, the group is root.</summary>
    public static Owner? Find(string text, ReadOnlyMemory<byte>? passwd, ReadOnlyMemory<byte>? group)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string user = colon < 0 ? text : text[..colon], groupName = colon < 0 ? "" : text[(colon + 1)..];
        uint? userId = user.Length == 0 ? 0 : Id(user, passwd), groupId = groupName.Length == 0 ? 0 : Id(groupName, group);
        if (userId is not { } found || groupId is not { } foundGroup) return null;
        return found == 0 && foundGroup == 0 ? Owner.System : new Owner(found, foundGroup);
    }

    private static uint? Id(string name, ReadOnlyMemory<byte>? file)
    {
        // root exists even if these files do not.
        if (name == "root") return 0;
        if (file is { } content)
        {
            foreach (string line in Encoding.Latin1.GetString(content.Span).Split('\n'))
            {
                string[] fields = line.Split(':');
                if (fields.Length >= 4 && fields[0] == name && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)) return id;
            }
        }
        return uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number : null;
    }
}
