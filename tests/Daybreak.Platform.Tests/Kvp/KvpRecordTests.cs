using System.Text;
using Daybreak.Platform.Kvp;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Platform.Tests.Kvp;

public class KvpRecordTests
{
    [Fact]
    public void A_record_has_the_format_of_hv_kvp_daemon()
    {
        byte[] record = new KvpRecord("PROVISIONING_REPORT", "result=success|agent=Ü").ToBytes();
        Assert.Equal(2560, record.Length);
        Assert.Equal("PROVISIONING_REPORT", Encoding.UTF8.GetString(record, 0, 19));
        Assert.True(record.AsSpan(19, 512 - 19).IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal("result=success|agent=Ü", Encoding.UTF8.GetString(record, 512, 23));
        Assert.True(record.AsSpan(512 + 23).IndexOfAnyExcept((byte)0) < 0);
        Assert.Equal(new KvpRecord("PROVISIONING_REPORT", "result=success|agent=Ü"), KvpRecord.Read(record));
    }

    [Theory]
    [InlineData("a", 254)]
    [InlineData("ü", 127)]
    [InlineData("密", 84)]
    [InlineData("🔑", 63)]
    public void Cuts_a_key_between_characters(string character, int characters)
    {
        string key = string.Concat(Enumerable.Repeat(character, 600));
        string kept = KvpRecord.Read(new KvpRecord(key, "").ToBytes()).Key;
        Assert.Equal(string.Concat(Enumerable.Repeat(character, characters)), kept);
        Assert.Equal(kept, KvpRecord.Keep(key));
    }

    [Fact]
    public void Splits_any_text_into_values_that_reach_the_host()
    {
        Prop.ForAll(Arbitraries.Text, text =>
        {
            var parts = KvpRecord.Split(text);
            var arrived = parts.Select(part => KvpRecord.Read(new KvpRecord("k", part).ToBytes()).Value);
            return parts.Count > 0 && parts.All(part => Encoding.UTF8.GetByteCount(part) <= KvpRecord.ValueLimit) && string.Concat(arrived) == text;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Reads_arbitrary_bytes()
    {
        var random = new Random(8);
        byte[] record = new byte[KvpRecord.Size];
        for (int round = 0; round < 200; round++)
        {
            random.NextBytes(record);
            var read = KvpRecord.Read(record);
            Assert.DoesNotContain('\0', read.Key + read.Value);
        }
    }

    [Fact]
    public void Accepts_an_unpaired_surrogate() =>
        Assert.Equal("a\ufffd", KvpRecord.Read(new KvpRecord("k", KvpRecord.Split("a\ud83d")[0]).ToBytes()).Value);

    private static class Arbitraries
    {
        // Long enough for several records, with characters of one to four bytes.
        public static Arbitrary<string> Text =>
            Gen.Elements("a", "|", "ü", "密", "🔑").ArrayOf().Select(string.Concat).Resize(3000).ToArbitrary();
    }
}
