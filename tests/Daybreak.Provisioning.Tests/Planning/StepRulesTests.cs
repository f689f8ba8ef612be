using System.Reflection;
using System.Runtime.CompilerServices;
using Daybreak.Provisioning.Planning;

namespace Daybreak.Provisioning.Tests.Planning;

/// <summary>Rules for every step.</summary>
public class StepRulesTests
{
    private static readonly Type[] Steps =
        [.. typeof(IStep).Assembly.GetTypes().Where(type => type.IsClass && (typeof(IStep).IsAssignableFrom(type) || typeof(IBootStep).IsAssignableFrom(type)))];

    [Fact]
    public void A_step_has_no_mutable_field()
    {
        Assert.NotEmpty(Steps);
        Assert.Empty(Steps.SelectMany(Changing).Select(field => $"{field.DeclaringType!.Name}.{field.Name}"));
    }

    [Fact]
    public void A_steps_name_is_that_of_its_class_with_or_without_the_verb()
    {
        Assert.All(Steps, step =>
        {
            string name = NameOf(step), whole = Kebab(step.Name), withoutVerb = whole[(whole.IndexOf('-', StringComparison.Ordinal) + 1)..];
            Assert.True(name == whole || name == withoutVerb, $"{step.Name} has the name {name} instead of {whole} or {withoutVerb}");
        });
        Assert.Distinct(Steps.Select(NameOf));
    }

    // The name does not depend on constructor arguments.
    private static string NameOf(Type step) => (string)step.GetProperty("Name")!.GetValue(RuntimeHelpers.GetUninitializedObject(step))!;

    // "WaAgent" is one word.
    private static string Kebab(string name) =>
        string.Concat(name.Replace("WaAgent", "Waagent", StringComparison.Ordinal).Select((letter, at) => char.IsUpper(letter) ? $"{(at == 0 ? "" : "-")}{char.ToLowerInvariant(letter)}" : $"{letter}"));

    // A readonly collection is still mutable. A primary constructor's parameter is a field that the compiler leaves writable.
    private static IEnumerable<FieldInfo> Changing(Type step) =>
        step.GetFields(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => !field.IsLiteral && ((!field.IsInitOnly && !IsParameter(field)) || IsFillable(field.FieldType)));

    private static bool IsParameter(FieldInfo field) =>
        field.Name.StartsWith('<') && field.Name.EndsWith(">P", StringComparison.Ordinal) && field.IsDefined(typeof(CompilerGeneratedAttribute)) && !IsAssigned(field);

    // Looks for stfld (0x7d) with the field's token in every method except constructors.
    private static bool IsAssigned(FieldInfo field) =>
        field.DeclaringType!.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Any(method => method.GetMethodBody()?.GetILAsByteArray() is { } code && Contains(code, [0x7d, .. BitConverter.GetBytes(field.MetadataToken)]));

    private static bool Contains(byte[] code, byte[] sought) => code.AsSpan().IndexOf(sought) >= 0;

    private static bool IsFillable(Type type) =>
        type.IsGenericType && type.GetInterfaces().Any(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ICollection<>)) && !type.IsArray;
}
