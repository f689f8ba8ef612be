using System.Reflection;

namespace Daybreak.Platform;

/// <summary>The name of the agent in requests and reports.</summary>
public static class ProductName
{
    /// <summary>The version, such as "0.1.0".</summary>
    public static string Version { get; } =
        typeof(ProductName).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>"Daybreak/0.1.0", for reports and the User-Agent header.</summary>
    public static string Agent { get; } = $"Daybreak/{Version}";
}
