namespace Daybreak.Provisioning.Deciding;

/// <summary>Custom data, user data, and the platform's settings.</summary>
internal static class DataRules
{
    public static Field<Payload> CustomData(SourceReadings readings) =>
        new FieldResolver<Payload>("custom-data")
            .Offer("media", "CustomData", readings.Media?.CustomData is { } data ? new Payload(data) : null, "only the media has custom data")
            .Decide();

    public static Field<Payload> UserData(SourceReadings readings)
    {
        const string place = "compute.userData";
        var choice = new FieldResolver<Payload>("user-data");
        if (readings.Imds?.UserData is not { } base64) return choice.Offer("IMDS", place, null, "").Decide();
        byte[] decoded = new byte[(base64.Length * 3 / 4) + 3];
        return Convert.TryFromBase64String(base64, decoded, out int length)
            ? choice.Offer("IMDS", place, new Payload(new Secret(decoded[..length])), "only IMDS has user data").Decide()
            : choice.Refuse("IMDS", place, "(masked)", "it is not base64").Decide();
    }

    public static Field<Flag> GuestAgent(SourceReadings readings) =>
        new FieldResolver<Flag>("guest-agent")
            .Offer("media", "PlatformSettings/ProvisionGuestAgent", readings.Media?.ProvisionGuestAgent is { } wanted ? new Flag(wanted) : null, "the platform's setting")
            .Decide();

    public static Field<Flag> ProxyAgent(SourceReadings readings) =>
        new FieldResolver<Flag>("proxy-agent")
            .Offer("media", "PlatformSettings/ProvisionGuestProxyAgent", readings.Media is { } media ? new Flag(media.ProvisionGuestProxyAgent) : null, "the platform's setting")
            .Decide();
}
