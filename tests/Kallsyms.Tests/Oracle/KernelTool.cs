using System.Collections.Concurrent;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Oracle;

/// <summary>The kernel's own scripts/kallsyms and scripts/mksysmap of a release, compiled at test time from the distribution's sources.</summary>
static class KernelTool
{
    static readonly ConcurrentDictionary<string, Lazy<(string? Path, string Error)>> _paths = new();

    /// <summary>Path of the compiled tool; skips the test where the sources cannot be had.</summary>
    public static string Kallsyms(string release) => Find([release]);

    /// <summary>Path of the script.</summary>
    public static string MkSysMap(string release) => Find([release, "--mksysmap"]);

    static string Find(string[] arguments)
    {
        (string? path, string error) = _paths.GetOrAdd(string.Join(' ', arguments), _ => new(() =>
        {
            Command found = Command.Run(Path.Combine(Repository.Root, "tests/kernels/oracle.sh"), arguments, bound: TimeSpan.FromMinutes(20));
            return (found.Status == 0 ? found.Output.Trim() : null, found.Error);
        })).Value;
        Assert.SkipWhen(path is null, $"no scripts/kallsyms of Linux {arguments[0]} to compare with: {error}");
        return path!;
    }
}
