using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Daybreak.Simulator.Tests.Commands;

/// <summary>Runs the program as users do.</summary>
public sealed class RunCommandTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Prints_its_addresses_and_stops_on_a_signal_despite_open_connections(string signal)
    {
        using var process = Program.Start("run", "--imds", "127.0.0.1:0", "--wireserver", "127.0.0.1:0", "--scenario", "wireserver-silent");
        var imds = (await process.StandardOutput.ReadLineAsync())!;
        var wireServer = (await process.StandardOutput.ReadLineAsync())!;
        Assert.Matches(@"^imds listening on http://127\.0\.0\.1:[1-9]\d*$", imds);
        Assert.Matches(@"^wireserver listening on http://127\.0\.0\.1:[1-9]\d*$", wireServer);
        Assert.Matches(@"^page listening on http://127\.0\.0\.1:[1-9]\d*$", await process.StandardOutput.ReadLineAsync());
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(wireServer.Split(' ')[^1]).Port);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());

        using (var kill = Process.Start("kill", ["-" + signal, process.Id.ToString()])) await kill.WaitForExitAsync();

        await Program.End(process);
        Assert.Equal(0, process.ExitCode);
        Assert.Empty(await process.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task Serves_only_the_requested_server()
    {
        var (status, output, _) = await Program.Run("run", "--wireserver", "[::1]:0", "--for-seconds", "0.2", "--page", "off");

        Assert.Equal(0, status);
        Assert.Matches(@"^wireserver listening on http://\[::1\]:\d+\nready\n$", output);
    }

    [Fact]
    public async Task Stops_after_the_maximum_number_of_requests_and_logs_them()
    {
        var log = Path.GetTempFileName();
        using var process = Program.Start("run", "--imds", "127.0.0.1:0", "--max-requests", "2", "--log", log);
        var address = (await process.StandardOutput.ReadLineAsync())!.Split(' ')[^1];
        using var http = new HttpClient();

        for (var i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.BadRequest, (await http.GetAsync(new Uri(address))).StatusCode);

        await Program.End(process);
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(2, File.ReadAllLines(log).Length);
        File.Delete(log);
    }

    [Fact]
    public async Task Prints_a_line_per_request_unless_quiet()
    {
        using var process = Program.Start("run", "--wireserver", "127.0.0.1:0", "--hostgaplugin", "127.0.0.1:0", "--control", "127.0.0.1:0", "--page", "off", "--max-requests", "1");
        var address = (await process.StandardOutput.ReadLineAsync())!.Split(' ')[^1];
        Assert.Matches(@"^hostgaplugin listening on http://127\.0\.0\.1:\d+$", await process.StandardOutput.ReadLineAsync());
        Assert.Matches(@"^control listening on http://127\.0\.0\.1:\d+$", await process.StandardOutput.ReadLineAsync());
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(new Uri(address), "/machine?comp=goalstate"));
        await Program.End(process);

        Assert.Matches(@"^ +\d+\.\d{3} wireserver   requests the goal state -> 400 !! x-ms-agent-name: .* !! x-ms-version: The header x-ms-version is missing\.\n$", await process.StandardOutput.ReadToEndAsync());

        using var quiet = Program.Start("run", "--wireserver", "127.0.0.1:0", "--max-requests", "1", "--quiet", "--page", "off");
        using var second = await http.GetAsync(new Uri((await quiet.StandardOutput.ReadLineAsync())!.Split(' ')[^1]));
        await Program.End(quiet);
        Assert.Equal("ready\n", await quiet.StandardOutput.ReadToEndAsync());
    }

    [Theory]
    [InlineData("disc: {appearsAfter: 1s}", false, true)]
    [InlineData("disc: {present: false}", false, false)]
    [InlineData("disc: {format: iso9660}", true, true)]
    public async Task Writes_the_disc_when_the_scenario_says_that_it_appears(string disc, bool atOnce, bool later)
    {
        var directory = Directory.CreateTempSubdirectory().FullName;
        var (scenario, image) = (Path.Combine(directory, "s.yaml"), Path.Combine(directory, "disc.iso"));
        File.WriteAllText(scenario, disc);
        File.WriteAllText(image, "of an earlier run");
        using var process = Program.Start("run", "--imds", "127.0.0.1:0", "--scenario", scenario, "--disc", image, "--for-seconds", "2");
        while (await process.StandardOutput.ReadLineAsync() != "ready")
        {
        }

        Assert.Equal(atOnce, File.Exists(image));
        await Program.End(process);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal(later, File.Exists(image));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Unwritable_disc_exits_with_73()
    {
        var (status, _, error) = await Program.Run("run", "--imds", "127.0.0.1:0", "--disc", "/nowhere/disc", "--for-seconds", "1");

        Assert.Equal(73, status);
        Assert.StartsWith("daybreak-simulator: cannot write image '/nowhere/disc': ", error);
    }

    [Theory]
    [InlineData("--imds")]
    [InlineData("--wireserver")]
    [InlineData("--hostgaplugin")]
    [InlineData("--control")]
    [InlineData("--page")]
    public async Task Address_in_use_exits_with_69(string server)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var (status, output, error) = await Program.Run(["run", .. server == "--imds" ? (string[])[] : ["--imds", "127.0.0.1:0"], server, $"{listener.LocalEndpoint}"]);

        Assert.Equal(69, status);
        Assert.Empty(output);
        Assert.Equal($"daybreak-simulator: {listener.LocalEndpoint} is already in use.\n", error);
    }

    [Fact]
    public async Task Foreign_address_exits_with_69()
    {
        var (status, _, error) = await Program.Run("run", "--imds", "192.0.2.1:8080");

        Assert.Equal(69, status);
        Assert.Equal("daybreak-simulator: 192.0.2.1:8080 is not an address of this machine or network namespace.\n", error);
    }

    [Fact]
    public async Task Invalid_scenario_exits_with_65_and_prints_every_error()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "wrong.yaml");
        File.WriteAllText(file, "a: 1\nb: 2\n");

        var (status, _, error) = await Program.Run("run", "--imds", "127.0.0.1:0", "--scenario", file);

        Assert.Equal(65, status);
        Assert.Equal([$"{file}:1:1:", $"{file}:2:1:"], error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0]));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("run", "--imds", "127.0.0.1")]
    [InlineData("run", "--imds", "localhost:80")]
    [InlineData("run", "--imds", "127.0.0.1:99999")]
    [InlineData("run", "--imds", "127.0.0.1:0", "--max-requests", "0")]
    [InlineData("run", "--imds", "127.0.0.1:0", "--page", "0.0.0.0:80")]
    [InlineData("run", "--imds", "127.0.0.1:0", "--page", "127.0.0.1")]
    [InlineData("run", "--imds", "127.0.0.1:0", "--page", "yes")]
    [InlineData("run", "--imds", "127.0.0.1:0", "--for-seconds", "-1")]
    [InlineData("run", "--imds", "127.0.0.1:0", "--control", "192.0.2.1:80")]
    [InlineData("run", "--unknown")]
    [InlineData("dance")]
    public async Task Invalid_command_line_exits_with_64(params string[] arguments)
    {
        var (status, output, error) = await Program.Run(arguments);

        Assert.Equal(64, status);
        Assert.Empty(output);
        Assert.EndsWith("Try 'daybreak-simulator --help'.\n", error);
    }

    [Fact]
    public async Task Unwritable_log_exits_with_73()
    {
        var (status, _, error) = await Program.Run("run", "--imds", "127.0.0.1:0", "--log", "/nowhere/log");

        Assert.Equal(73, status);
        Assert.StartsWith("daybreak-simulator: cannot write log '/nowhere/log': ", error);
    }

    [Fact]
    public async Task Lists_and_prints_scenarios()
    {
        var (status, output, _) = await Program.Run("scenarios");
        Assert.Equal(0, status);
        Assert.Contains("happy ", output);

        var (_, text, _) = await Program.Run("scenarios", "happy");
        Assert.StartsWith("# Everything works", text);

        var (unknown, _, _) = await Program.Run("scenarios", "nothing");
        Assert.Equal(65, unknown);
    }
}
