namespace Daybreak.Certificates.Pfx;

/// <summary>Reads a PFX with an empty password, as the platform sends it.</summary>
internal static class PfxReader
{
    /// <summary>The certificates and private keys of the PFX. The caller disposes of them.</summary>
    public static Result<PfxContents> Read(ReadOnlyMemory<byte> pfx)
    {
        var (file, failure) = PfxFile.Parse(pfx);
        if (file is null) return failure!;
        var budget = new KdfBudget();
        var first = Read(file, PfxPassword.Empty, budget);
        if (first.Failure?.Reason != FailureReason.DecryptFailed) return first;
        var second = Read(file, PfxPassword.Absent, budget);
        return second.Failure is null ? second : first;
    }

    private static Result<PfxContents> Read(PfxFile file, PfxPassword password, KdfBudget budget)
    {
        if (file.Integrity?.Verify(file.AuthenticatedSafe.Span, password, budget) is { } mismatch) return mismatch;

        var contents = new PfxContents();
        var failure = ReadParts(file, contents, password, budget);
        if (failure is not null)
        {
            contents.Dispose();
            return failure;
        }

        if (file.HasUnknownIntegrity) contents.Remarks.Add("The integrity check of the PFX is of an unknown kind and was skipped.");
        return contents;
    }

    private static Failure? ReadParts(PfxFile file, PfxContents contents, PfxPassword password, KdfBudget budget)
    {
        var reader = new SafeContents(contents, password, budget);
        foreach (var part in file.Parts)
        {
            var content = part.Content;
            if (part.Encryption is not null)
            {
                var (plaintext, failure) = PasswordCipher.Decrypt(part.Encryption, part.Content.Span, password, budget);
                if (plaintext is null) return failure;
                content = contents.Own(plaintext);
            }

            if (reader.Read(content) is { } malformed) return malformed;
        }

        return null;
    }
}
