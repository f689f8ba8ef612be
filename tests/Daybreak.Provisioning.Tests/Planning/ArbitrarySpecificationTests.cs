using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Daybreak.Core;
using Daybreak.Machine.Identity;
using Daybreak.Provisioning.Specification;

namespace Daybreak.Provisioning.Tests.Planning;

/// <summary>The generator of the property tests leaves no property of the specification out, nor of the values in it.</summary>
public class ArbitrarySpecificationTests
{
    // What names a field is the same in every specification.
    private static readonly string[] Constant = ["Field`1.Name"];

    [Fact]
    public void Every_property_varies()
    {
        var seen = new Dictionary<string, HashSet<string>>();
        foreach (string property in Expected(typeof(VmSpecification), [])) seen.TryAdd(property, []);
        Assert.Contains("KeyPair.PrivateKey", seen.Keys);
        Assert.Contains("ImdsInterface.Subnets", seen.Keys);

        for (int seed = 0; seed < 300; seed++) Collect(new ArbitrarySpecification(new Random(seed)).Make(hasUser: true), seen);

        Assert.All(seen.Where(property => !Constant.Contains(property.Key)), property =>
            Assert.True(property.Value.Count > 1, $"{property.Key} is always {string.Join(", ", property.Value)}: make ArbitrarySpecification vary it"));
    }

    [Fact]
    public void The_same_seed_makes_the_same() =>
        Assert.Equal(
            Shown(new ArbitrarySpecification(new Random(7)).Make(hasUser: true)),
            Shown(new ArbitrarySpecification(new Random(7)).Make(hasUser: true)));

    // The properties of a type of Daybreak that have a value of their own, and those of the types in them.
    private static IEnumerable<string> Expected(Type type, HashSet<Type> known)
    {
        foreach (var part in Parts(type))
        {
            if (!known.Add(part)) continue;
            foreach (var property in Stored(part))
            {
                yield return Name(part, property);
                foreach (string inner in Expected(property.PropertyType, known)) yield return inner;
            }
        }
    }

    private static IEnumerable<Type> Parts(Type type) =>
        [.. IsDaybreaks(type) ? (Type[])[type] : [], .. type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : []];

    private static bool IsDaybreaks(Type type) => type.Assembly.GetName().Name!.StartsWith("Daybreak.", StringComparison.Ordinal) && !type.IsEnum && type != typeof(Secret) && type != typeof(VmId);

    // A property without a field is computed from others.
    private static IEnumerable<PropertyInfo> Stored(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.DeclaringType!.GetField($"<{property.Name}>k__BackingField", BindingFlags.NonPublic | BindingFlags.Instance)?.IsDefined(typeof(CompilerGeneratedAttribute)) == true);

    // Of the specification each property counts for itself; the fields are of one type, whatever is in them.
    private static string Name(Type type, PropertyInfo property) => $"{type.Name}.{property.Name}";

    private static void Collect(object? value, Dictionary<string, HashSet<string>> seen)
    {
        if (value is IEnumerable list and not string)
            foreach (object? item in list) Collect(item, seen);
        if (value is null || !IsDaybreaks(value.GetType())) return;
        foreach (var property in Stored(value.GetType()))
        {
            object? inner = property.GetValue(value);
            // A specification's field varies if its value does.
            object? counted = inner?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Field<>) ? type.GetProperty("Value")!.GetValue(inner) : inner;
            seen[Name(value.GetType(), property)].Add(Shown(counted));
            Collect(inner, seen);
        }
    }

    private static string Shown(object? value) => value switch
    {
        null => "nothing",
        Secret secret => Convert.ToHexString(secret.Reveal()),
        ReadOnlyMemory<byte> bytes => Convert.ToHexString(bytes.Span),
        IEnumerable list and not string => $"[{string.Join("; ", list.Cast<object?>().Select(Shown))}]",
        _ when IsDaybreaks(value.GetType()) && Stored(value.GetType()).Any() => string.Join(", ", Stored(value.GetType()).Select(property => $"{property.Name}={Shown(property.GetValue(value))}")),
        _ => value.ToString()!,
    };
}
