using Xunit;

namespace Kallsyms.Tests.Fixtures;

/// <summary>Where things are: the checkout, and the data that lies beside the checkout where there is any.</summary>
static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The unpacked link inputs of a real kernel; skips the test where they are not to be had.</summary>
    public static string KernelInputs(string name)
    {
        string archive = Path.Combine(Root, "..", "shared", "kernels", name + ".tar.zst");
        string cache = Environment.GetEnvironmentVariable("KALLSYMS_CACHE")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "kallsyms");
        string unpacked = Path.Combine(cache, "inputs", name);
        lock (_unpacking)
        {
            if (File.Exists(Path.Combine(unpacked, "link.args")))
                return unpacked;
            Assert.SkipUnless(
                File.Exists(archive), $"link inputs {name} are neither in {unpacked} (tests/kernels/link-inputs.sh makes them) nor in ../shared/kernels");
            Directory.CreateDirectory(Path.GetDirectoryName(unpacked)!);
            string fresh = Path.Combine(Path.GetDirectoryName(unpacked)!, $".{name}.{Environment.ProcessId}");
            Directory.CreateDirectory(fresh);
            Command.Run("tar", ["--zstd", "-xf", archive, "-C", fresh]).Succeeded();
            Directory.Move(Path.Combine(fresh, name), unpacked);
            Directory.Delete(fresh, recursive: true);
            return unpacked;
        }
    }

    static readonly Lock _unpacking = new();

    static string FindRoot()
    {
        string? at = AppContext.BaseDirectory;
        while (at is not null && !File.Exists(Path.Combine(at, "Kallsyms.slnx")))
            at = Path.GetDirectoryName(at);
        return at ?? throw new InvalidOperationException("the tests run outside of a checkout");
    }
}
