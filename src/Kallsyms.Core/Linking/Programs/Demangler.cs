using System.Text;
using Kallsyms.Files;
using Kallsyms.Linking.Running;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking.Programs;

/// <summary>
/// Names as their programmers wrote them, by the tool that comes with binutils (c++filt) or LLVM; both know C++ and Rust.
/// </summary>
sealed class Demangler(WorkDirectory work)
{
    const string Mangled = "mangled";
    const string Demangled = "demangled";

    static readonly string[] _tools = ["c++filt", "llvm-cxxfilt"];

    /// <summary>The names without parameters, for which a trace has no room. What is not mangled stays.</summary>
    /// <exception cref="KallsymsException">There is no such tool, or it failed.</exception>
    public IReadOnlyList<byte[]> Demangle(IReadOnlyList<byte[]> names)
    {
        // Only these are given to the tool: to a file of arguments, quotes and blanks in a name would mean something.
        int[] mangled = [.. Enumerable.Range(0, names.Count).Where(i => IsMangled(names[i]))];
        if (mangled.Length == 0)
            return names;
        using (SafeFileHandle list = work.Create(Mangled))
            RandomAccess.Write(list, Encoding.Latin1.GetBytes(string.Concat(mangled.Select(i =>
                Encoding.Latin1.GetString(names[i]) + "\n"))), 0);
        string[] lines = Run().Split('\n');
        if (lines.Length != mangled.Length + 1)
            throw new KallsymsException(ErrorKind.Tool, $"the demangler gave {lines.Length - 1} names for {mangled.Length}");
        byte[][] demangled = [.. names];
        for (int i = 0; i < mangled.Length; i++)
            demangled[mangled[i]] = Encoding.UTF8.GetBytes(lines[i]);
        return demangled;
    }

    string Run()
    {
        KallsymsException? failure = null;
        foreach (string tool in _tools)
        {
            using SafeFileHandle output = work.Create(Demangled);
            try
            {
                var streams = new StandardStreams(Output: (int)output.DangerousGetHandle());
                ProcessEnd end = ChildProcess.Start(tool, ["-p", "@" + work.File(Mangled)], streams).Wait();
                if (end == default)
                    return InputFile.ReadText(work.File(Demangled));
                failure ??= new(ErrorKind.Tool, $"{tool} failed with exit status {end.Status}");
            }
            catch (KallsymsException e)
            {
                failure ??= e;
            }
        }
        throw new KallsymsException(ErrorKind.Tool, $"--demangle needs c++filt of binutils, or llvm-cxxfilt: {failure!.Message}",
            inner: failure);
    }

    // Itanium C++ and Rust's old form, Rust's new form; compilers use nothing but letters, digits, _ . and $ in them.
    static bool IsMangled(byte[] name) => (name.AsSpan().StartsWith("_Z"u8) || name.AsSpan().StartsWith("_R"u8))
        && !name.AsSpan().ContainsAnyExceptInRange((byte)'$', (byte)'z') && name.AsSpan().IndexOfAny((byte)'\'', (byte)'\\') < 0;
}
