namespace Kallsyms.Tests.Fixtures;

/// <summary>A directory that goes away with the test.</summary>
sealed class Scratch : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("kallsyms-test-").FullName;

    public string this[string name] => Path.Combine(Directory, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
