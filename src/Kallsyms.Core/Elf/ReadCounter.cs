namespace Kallsyms.Elf;

/// <summary>Counts how much has been read, to show progress.</summary>
sealed class ReadCounter
{
    long _bytes;

    /// <summary>The number of bytes so far; bytes read twice count twice.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Adds to the count.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
