namespace Kallsyms.Elf;

/// <summary>How much has been read, for whoever wants to show it while it goes on.</summary>
sealed class ReadCounter
{
    long _bytes;

    /// <summary>Bytes so far; what is read twice counts twice.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Counts some more.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
