namespace Daybreak.Simulator.Page;

/// <summary>An embedded file of the page.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="ContentType">The Content-Type.</param>
internal sealed record PageFile(string Name, string ContentType)
{
    private const string TokenPlace = "{{token}}";

    private static readonly IReadOnlyDictionary<string, PageFile> Files = new Dictionary<string, PageFile>(StringComparer.Ordinal)
    {
        ["/"] = new("index.html", "text/html; charset=utf-8"),
        ["/page.css"] = new("page.css", "text/css; charset=utf-8"),
        ["/page.js"] = new("page.js", "text/javascript; charset=utf-8"),
        ["/timeline.js"] = new("timeline.js", "text/javascript; charset=utf-8"),
        ["/icon.svg"] = new("icon.svg", "image/svg+xml"),
    };

    /// <summary>The file at a path, or <see langword="null"/>.</summary>
    public static PageFile? Find(string path) => Files.GetValueOrDefault(path);

    /// <summary>Sends the file with the token inserted.</summary>
    public Task SendAsync(HttpResponse response, string token)
    {
        using var stream = typeof(PageFile).Assembly.GetManifestResourceStream($"page/{Name}")!;
        using var reader = new StreamReader(stream);
        response.ContentType = ContentType;
        return response.WriteAsync(reader.ReadToEnd().Replace(TokenPlace, token, StringComparison.Ordinal), Encoding.UTF8, response.HttpContext.RequestAborted);
    }
}
