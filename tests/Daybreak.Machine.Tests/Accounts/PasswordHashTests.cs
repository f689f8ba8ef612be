using System.Diagnostics;
using System.Text;
using Daybreak.Machine.Accounts;
using FsCheck;
using FsCheck.Fluent;

namespace Daybreak.Machine.Tests.Accounts;

public class PasswordHashTests
{
    private static readonly PasswordMethod Quick = new("$5$", 1000, 1000);

    [Theory]
    // The first test vectors of the SHA-crypt specification (Drepper, "Unix crypt using SHA-256 and SHA-512"), and a hash from Debian's libcrypt.so.
    [InlineData("Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5")]
    [InlineData("Hello world!", "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1")]
    [InlineData("Hello world!", "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA")]
    [InlineData("Hello world!", "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$42RgPIrXdXSEEs77lDi/4IqKVqFBAVaHJkzw5uD1r57")]
    public void Verifies_a_hash_of_another_program(string password, string field)
    {
        Assert.True(PasswordHash.Verify(Encoding.UTF8.GetBytes(password), field));
        Assert.False(PasswordHash.Verify(Encoding.UTF8.GetBytes(password + "!"), field));
        Assert.False(PasswordHash.Verify(Encoding.UTF8.GetBytes(password), "!" + field));
    }

    [Theory]
    [InlineData("-6", "$6$", 5000u)]
    [InlineData("-5", "$5$", 5000u)]
    public void Creates_the_same_hash_as_openssl(string option, string prefix, uint rounds)
    {
        string hash = Make("pässword: \"x\"", new PasswordMethod(prefix, rounds, rounds));
        Assert.Equal(hash, Run("openssl", "pässword: \"x\"\n", "passwd", option, "-salt", hash.Split('$')[2], "-stdin"));
    }

    [Theory]
    [InlineData("YESCRYPT", "$y$j9T$")]
    [InlineData("SHA512", "$6$")]
    [InlineData("SHA256", "$5$")]
    public void Creates_the_same_hash_as_mkpasswd_with_the_same_setting(string method, string begins)
    {
        string hash = Make("correct horse", PasswordMethod.Of(key => key == "ENCRYPT_METHOD" ? method : null));
        Assert.StartsWith(begins, hash, StringComparison.Ordinal);
        Assert.Equal(hash, Run("mkpasswd", "correct horse\n", "--stdin", "--salt=" + hash));
    }

    [Fact]
    public void Verifies_only_the_password_that_was_hashed() =>
        Prop.ForAll(Passwords, Passwords, (password, other) =>
        {
            string hash = PasswordHash.Make(password, Quick, PasswordHash.KernelRandom);
            return PasswordHash.IsUsable(hash) && PasswordHash.Verify(password, hash) && PasswordHash.Verify(other, hash) == password.AsSpan().SequenceEqual(other);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Uses_a_new_salt_for_each_hash() => Assert.NotEqual(Make("same", Quick), Make("same", Quick));

    [Fact]
    public void Derives_the_salt_from_the_random_bytes()
    {
        static void Zeros(byte[] buffer) => Array.Clear(buffer);
        Assert.Equal(PasswordHash.Make("x"u8, Quick, Zeros), PasswordHash.Make("x"u8, Quick, Zeros));
    }

    [Theory]
    [InlineData(511, true)]
    [InlineData(512, false)]
    public void Accepts_passwords_up_to_the_limit_of_libcrypt(int length, bool fits)
    {
        byte[] password = new byte[length];
        password.AsSpan().Fill((byte)'x');
        if (fits) Assert.True(PasswordHash.Verify(password, PasswordHash.Make(password, Quick, PasswordHash.KernelRandom)));
        else Assert.Throws<ArgumentException>(() => PasswordHash.Make(password, Quick, PasswordHash.KernelRandom));
        Assert.False(PasswordHash.Verify(password, "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8"));
    }

    [Fact]
    public void Rejects_a_password_with_a_NUL() =>
        Assert.DoesNotContain("pass", Assert.Throws<ArgumentException>(() => PasswordHash.Make("pass\0word"u8, Quick, PasswordHash.KernelRandom)).Message.Replace("password", "", StringComparison.Ordinal), StringComparison.Ordinal);

    [Theory]
    [InlineData("", true)]
    [InlineData("$6$salt$hash", true)]
    [InlineData("$y$j9T$salt$hash", true)]
    [InlineData("ab1cdefghijkl", true)]
    [InlineData("_J9..rasmBYk8r9AiWNc", true)]
    [InlineData("!", false)]
    [InlineData("!!", false)]
    [InlineData("*", false)]
    [InlineData("!*", false)]
    [InlineData("!$6$salt$hash", false)]
    [InlineData("*LOCK*", false)]
    [InlineData("x", false)]
    [InlineData("NP", false)]
    public void Recognizes_fields_that_allow_password_login(string field, bool usable) => Assert.Equal(usable, PasswordHash.IsUsable(field));

    [Theory]
    [InlineData("")]
    [InlineData("!")]
    [InlineData("*")]
    [InlineData("x")]
    [InlineData("$9$no$method")]
    [InlineData("$6$")]
    [InlineData("$y$")]
    public void Verifies_no_password_for_a_field_without_a_hash(string field)
    {
        Assert.False(PasswordHash.Verify(""u8, field));
        Assert.False(PasswordHash.Verify("x"u8, field));
    }

    [Theory]
    [InlineData("", "$6$", 5000, 5000)]
    [InlineData("ENCRYPT_METHOD=SHA512", "$6$", 5000, 5000)]
    [InlineData("ENCRYPT_METHOD=SHA256 SHA_CRYPT_MIN_ROUNDS=9000", "$5$", 9000, 9000)]
    [InlineData("ENCRYPT_METHOD=SHA256 SHA_CRYPT_MAX_ROUNDS=9000", "$5$", 9000, 9000)]
    [InlineData("ENCRYPT_METHOD=SHA512 SHA_CRYPT_MIN_ROUNDS=6000 SHA_CRYPT_MAX_ROUNDS=7000", "$6$", 6000, 7000)]
    [InlineData("ENCRYPT_METHOD=SHA512 SHA_CRYPT_MIN_ROUNDS=7000 SHA_CRYPT_MAX_ROUNDS=6000", "$6$", 7000, 7000)]
    [InlineData("ENCRYPT_METHOD=SHA512 SHA_CRYPT_MIN_ROUNDS=1 SHA_CRYPT_MAX_ROUNDS=4000000000", "$6$", 1000, 999999999)]
    [InlineData("ENCRYPT_METHOD=SHA512 SHA_CRYPT_MIN_ROUNDS=many", "$6$", 5000, 5000)]
    [InlineData("ENCRYPT_METHOD=YESCRYPT", "$y$", 5, 5)]
    [InlineData("ENCRYPT_METHOD=YESCRYPT YESCRYPT_COST_FACTOR=1", "$y$", 3, 3)]
    [InlineData("ENCRYPT_METHOD=YESCRYPT YESCRYPT_COST_FACTOR=99", "$y$", 11, 11)]
    [InlineData("ENCRYPT_METHOD=MD5", "$6$", 5000, 5000)]
    [InlineData("ENCRYPT_METHOD=DES", "$6$", 5000, 5000)]
    [InlineData("ENCRYPT_METHOD=ROT13", "$6$", 5000, 5000)]
    public void Reads_the_hash_method_from_login_defs(string text, string prefix, uint least, uint most)
    {
        var keys = text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(new PasswordMethod(prefix, least, most), PasswordMethod.Of(key => keys.GetValueOrDefault(key)));
    }

    [Fact]
    public void Selects_random_rounds_between_the_limits() =>
        Assert.Matches("^\\$5\\$rounds=1[0-9]{3}\\$", Make("x", new PasswordMethod("$5$", 1001, 1999)));

    private static Arbitrary<byte[]> Passwords => Gen.Elements([.. "abcäöü€:\n\"'$ \\\u0001"]).NonEmptyListOf()
        .Select(characters => Encoding.UTF8.GetBytes([.. characters.Take(72).ToArray()])).ToArbitrary();

    private static string Make(string password, PasswordMethod method) => PasswordHash.Make(Encoding.UTF8.GetBytes(password), method, PasswordHash.KernelRandom);

    private static string Run(string program, string input, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
