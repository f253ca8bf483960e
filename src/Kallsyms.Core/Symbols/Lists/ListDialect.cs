namespace Kallsyms.Symbols.Lists;

/// <summary>The forms in which tools print lists of symbols.</summary>
enum ListDialect
{
    /// <summary>Address, type letter, name: System.map, nm and llvm-nm (with or without sizes), /proc/kallsyms.</summary>
    Map,

    /// <summary>nm -P: name, type letter, address, size.</summary>
    NmPosix,

    /// <summary>nm -f sysv: columns between bars.</summary>
    NmSysv,

    /// <summary>objdump -t. Type letters are derived from section names.</summary>
    Objdump,

    /// <summary>readelf -s. Type letters are derived from the symbols in each section.</summary>
    Readelf,

    /// <summary>The listing of kernels up to 2.6.13: type letter, name, PTR, address.</summary>
    Listing,
}
