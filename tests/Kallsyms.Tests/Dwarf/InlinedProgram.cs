using System.Globalization;
using System.Text;
using Kallsyms.Tests.Fixtures;

namespace Kallsyms.Tests.Dwarf;

/// <summary>A C program of two files and a header, in which functions are inlined into each other several levels deep.</summary>
static class InlinedProgram
{
    const int Functions = 40;

    /// <summary>Compiles and links it.</summary>
    /// <param name="scratch">Where to.</param>
    /// <param name="compiler">The compiler.</param>
    /// <param name="options">Its options.</param>
    /// <param name="isObject">Only as far as objects.</param>
    /// <returns>The path.</returns>
    public static string Build(Scratch scratch, string compiler, string[] options, bool isObject = false)
    {
        Command.Require(compiler);
        Directory.CreateDirectory(scratch["include/deep"]);
        File.WriteAllText(scratch["include/deep/inline.h"], Header);
        File.WriteAllText(scratch["one.c"], Source(0));
        File.WriteAllText(scratch["two.c"], Source(Functions) + "int cells[16];\nint main(int c, char **v) { (void)v; return f0(c) + f40(c); }\n");
        string[] link = isObject ? ["-c", "two.c", "-o", "program"] : ["one.c", "two.c", "-o", "program"];
        Command.Run(compiler, ["-O2", "-Iinclude/deep", .. options, .. link], scratch.Directory).Succeeded();
        return scratch["program"];
    }

    const string Header = """
        #define ALWAYS static inline __attribute__((always_inline))
        ALWAYS int leaf(int x)
        {
            volatile int y = x;
            if (x > 100)
                return x * y;
            return y + 1;
        }
        ALWAYS int middle(int x, int *p)
        {
            for (int i = 0; i < x; i++)
                p[i & 7] += leaf(i);
            return leaf(x) + p[3];
        }

        """;

    static string Source(int first)
    {
        var text = new StringBuilder("#include \"inline.h\"\nint f0(int x);\nextern int cells[16];\n");
        for (int i = first; i < first + Functions; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                int __attribute__((noinline{{(i % 5 == 0 ? ", cold" : "")}})) f{{i}}(int x)
                {
                    int *p = cells + {{i % 3}};
                    int r = middle(x + {{i}}, p);
                    if (r == {{i * 7}})
                        r += leaf(r);

                    return r + middle(r, p);
                }

                """);
        }
        return text.ToString();
    }
}
