using Kallsyms.Files;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking.Programs;

/// <summary>Names as their programmers wrote them, by the tool that linkers come with (c++filt, llvm-cxxfilt), which knows C++ and Rust.</summary>
sealed class Demangler(WorkDirectory work, CancellationToken cancellation)
{
    const string Names = "mangled";

    // binutils, LLVM. Without parameters: a trace has no room for them.
    static readonly string[] _tools = ["c++filt", "llvm-cxxfilt"];

    /// <summary>What is not mangled stays.</summary>
    /// <exception cref="KallsymsException">There is no such tool, or it failed.</exception>
    public IReadOnlyList<byte[]> Demangle(IReadOnlyList<byte[]> names)
    {
        throw new NotImplementedException(Names + work + cancellation + _tools + typeof(ToolRun) + names);
    }
}
