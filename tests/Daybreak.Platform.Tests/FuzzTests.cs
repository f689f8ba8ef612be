using System.Text;
using Daybreak.Core;
using Daybreak.Platform.Http;
using Daybreak.Platform.Imds;
using Daybreak.Platform.Tests.Http;
using Daybreak.Platform.Tests.Imds;
using Daybreak.Platform.Tests.WireServer;
using Daybreak.Platform.WireServer;

namespace Daybreak.Platform.Tests;

/// <summary>Mutations of valid input, the same at each run. A parser may reject them only with a value, never with an exception.</summary>
public sealed class FuzzTests
{
    private static readonly int Rounds = Effort.Of(quick: 8_000, all: 30_000);

    private static readonly string[] Tokens =
    [
        "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "&", "&amp;", "&#0;", "&#x10ffff;", "<?", "?>", "<!DOCTYPE x [", "xmlns:a=", "encoding='utf-16'", "\0", "\ufeff", "\ud83d\ude00",
        "{", "}", "[", "]", "\"", ":", ",", "\\u0000", "\\ud800", "\\", "null", "true", "-1", "1e999", "\r\n", "\r\n\r\n", "HTTP/1.1 100 C\r\n\r\n", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "ffffffff", ";", "0\r\n",
    ];

    [Fact]
    public void Parses_mutated_goal_states_without_an_exception() => Run(GoalStateDocumentTests.Sample, seed: 1, bytes => IsValue(GoalStateDocument.Read(bytes)));

    [Fact]
    public void Parses_mutated_instance_documents_without_an_exception() => Run(ImdsDocumentTests.Sample, seed: 2, bytes => IsValue(ImdsDocument.Read(bytes, "x")));

    [Fact]
    public void Answers_mutated_metadata_queries_without_an_exception()
    {
        var query = MetadataQuery.Parse("instance/compute/name")!;
        Run("""{"compute":{"name":"web","tags":["a",{"b":1}]}}""", seed: 3, bytes => IsValue(query.Select(bytes, asJson: false)));
    }

    [Fact]
    public void Parses_mutated_certificate_files_without_an_exception() => Run(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><CertificateFile><Version>2010-12-15</Version><Incarnation>2</Incarnation><Format>Pkcs7BlobWithPfxContents</Format><Data>MIIN\r\n8jCCA</Data></CertificateFile>",
        seed: 4,
        bytes => IsValue(CertificateFile.Read(bytes)));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nServer: x\r\n\r\n0123456789", 5)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n01234\r\n5\r\n56789\r\n0\r\nTrailer: x\r\n\r\n", 6)]
    public void Reads_mutated_HTTP_answers_without_another_exception(string answer, int seed)
    {
        var limits = new HttpLimits { Head = 500, Body = 1000 };
        var pieces = new Random(seed);
        Run(answer, seed, bytes =>
        {
            try
            {
                var response = HttpResponseReaderTests.Read(bytes, pieces.Next(1, 50), limits);
                Assert.InRange(response.Body.Length, 0, limits.Body);
                Assert.InRange(response.Status, 200, 999);
            }
            catch (HttpFaultException fault)
            {
                Assert.NotEmpty(fault.Message);
            }
        });
    }

    private static void IsValue<T>(Result<T> result)
        where T : class
    {
        Assert.True(result.Value is null != (result.Failure is null));
        if (result.Failure is { } failure)
        {
            Assert.Equal(ExitStatus.BadData, failure.Exit);
            Assert.InRange(MessageRules.Check(failure.Message).Length, 10, 400);
        }
    }

    private static void Run(string good, int seed, Action<byte[]> parse)
    {
        var random = new Random(seed);
        byte[] sample = Encoding.UTF8.GetBytes(good);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] mutant = Mutate(sample, random);
            try
            {
                parse(mutant);
            }
            catch (Exception escaped)
            {
                Assert.Fail($"round {round}: {escaped}\n{Convert.ToBase64String(mutant)}");
            }
        }
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        var bytes = new List<byte>(sample);
        for (int i = random.Next(1, 5); i > 0 && bytes.Count > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, random.Next(1, Math.Min(20, bytes.Count - at) + 1));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Tokens[random.Next(Tokens.Length)]));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count), 1).Concat(sample.Take(random.Next(sample.Length))));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }
}
