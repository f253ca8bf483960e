using System.Diagnostics;
using Kallsyms.Dwarf;
using Kallsyms.Elf;

namespace Kallsyms.Fuzz;

/// <summary>Debug information: objects of a compiler, damaged.</summary>
static class DebugTarget
{
    const string Source = """
        static inline __attribute__((always_inline)) int inner(int x) { volatile int y = x; return y > 3 ? x : y; }
        int outer(int x) { for (int i = 0; i < x; i++) x += inner(i); return inner(x); }
        __attribute__((cold)) int other(int x) { return inner(x) + outer(x); }
        """;

    /// <summary>Objects of every version of DWARF; none where there is no gcc.</summary>
    public static IEnumerable<byte[]> Seeds()
    {
        string directory = Directory.CreateTempSubdirectory("kallsyms-fuzz-").FullName;
        try
        {
            string source = Path.Combine(directory, "a.c");
            string output = Path.Combine(directory, "a.o");
            File.WriteAllText(source, Source);
            foreach (string options in (string[])["-gdwarf-2 -gstrict-dwarf", "-gdwarf-3", "-gdwarf-4", "-gdwarf-5", "-g -gz=zlib", "-g -gz=zstd"])
            {
                if (Compile([.. options.Split(' '), "-O2", "-c", source, "-o", output]))
                    yield return File.ReadAllBytes(output);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Asks for addresses all over the object.</summary>
    public static void Run(byte[] input)
    {
        using var file = ElfFile.Parse(ByteSource.FromMemory(input, "input"));
        var places = new ObjectPlaces(file);
        var information = new DebugInformation(file, places);
        foreach (ElfSection section in file.Sections)
        {
            for (ulong offset = 0; offset < 64; offset += 4)
                information.Find(places.Of(section.Index) + offset);
        }
    }

    static bool Compile(IEnumerable<string> arguments)
    {
        try
        {
            using Process gcc = Process.Start("gcc", arguments);
            gcc.WaitForExit();
            return gcc.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
