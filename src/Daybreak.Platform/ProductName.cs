using System.Reflection;

namespace Daybreak.Platform;

/// <summary>How the agent names itself to the platform.</summary>
public static class ProductName
{
    /// <summary>The version, such as "0.1.0".</summary>
    public static string Version { get; } = typeof(ProductName).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>"Daybreak/0.1.0", as the reports and the User-Agent header have it.</summary>
    public static string Agent { get; } = $"Daybreak/{Version}";
}
