namespace Kallsyms.Lookup;

/// <summary>
/// The symbols of one name, by address, for whoever looks through them again and again, once for each line of a log: no more than
/// <see cref="MaxCount"/> of them, so that a list of a hundred thousand of one name costs no more than a kernel does.
/// </summary>
/// <param name="symbols">The kernel.</param>
/// <param name="first">The number of the first one; -1: there is none.</param>
struct Namesakes(KernelSymbols symbols, int first)
{
    /// <summary>Kernels have some hundreds at most: of <c>init_module</c>, one for each module.</summary>
    public const int MaxCount = 1024;

    int _next = first;
    int _count;

    /// <summary>The symbol that was come to.</summary>
    public KernelSymbol Current { get; private set; }

    /// <summary>Goes on to the next.</summary>
    /// <returns>False: there is none, or too many were before it.</returns>
    public bool MoveNext()
    {
        if (_next < 0 || _count == MaxCount)
            return false;
        Current = symbols[_next];
        _next = symbols.List.ByName.Next(_next);
        _count++;
        return true;
    }

    /// <summary>For foreach.</summary>
    public readonly Namesakes GetEnumerator() => this;
}
