using System.Text;
using Kallsyms.Files;
using Kallsyms.Linking.Commands;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// A directory in the build directory with what the script gets in the place of its tools, and everything else that is made on the way.
/// Only its owner may use it, and it goes away with everything in it.
/// </summary>
sealed class StandInDirectory : IDisposable
{
    /// <summary>How its name begins: not like the temporary files that a script removes.</summary>
    public const string Prefix = ".kallsyms-";

    /// <summary>The stand-in of scripts/kallsyms.</summary>
    public const string ToolName = "kallsyms";

    /// <summary>Where stand-ins ask.</summary>
    public const string SocketName = "socket";

    const string ProgramsName = "programs";

    readonly DirectoryHandle _parent;
    readonly DirectoryHandle _directory;

    StandInDirectory(DirectoryHandle parent)
    {
        _parent = parent;
        _directory = parent.CreateUniqueDirectory(Prefix);
        _directory.TryLockWithChildren();
    }

    /// <summary>Makes one, and removes what killed runs left behind. The build directory is locked.</summary>
    public static StandInDirectory Create(string objectTree, Action<string> notice)
    {
        DirectoryHandle? parent = null;
        try
        {
            parent = DirectoryHandle.Open(objectTree);
            Leftovers.Remove(parent, Prefix, _ => true, notice);
            return new(parent);
        }
        catch (Exception e)
        {
            parent?.Dispose();
            if (e is IOException or UnauthorizedAccessException)
                throw OutputFile.CannotWrite(Path.Combine(objectTree, Prefix), e);
            throw;
        }
    }

    /// <summary>
    /// The path of a file in it: absolute, unless that has what shells do not take as it is; a script has it in quotes or not.
    /// </summary>
    public string this[string name] => Path.GetFullPath(_directory.Join(name)) is var path && IsPlain(path) ? path : Near(name);

    /// <summary>Whether scripts can be given its files.</summary>
    public bool IsUsable => IsPlain(this[""]);

    /// <summary>The path from the current directory, which is shorter.</summary>
    public string Near(string name) => _directory.Join(name);

    /// <summary>Makes a file.</summary>
    public string Write(string name, ReadOnlySpan<byte> bytes, bool executable = false)
    {
        using var stream = new FileStream(Create(name, executable ? 0x1c0 : 0x180), FileAccess.Write);
        stream.Write(bytes);
        return this[name];
    }

    /// <summary>Makes an empty file, to write to.</summary>
    public SafeFileHandle Create(string name, int mode = 0x180)
    {
        _directory.Remove(name);
        return _directory.Create(name, mode);
    }

    /// <summary>Makes a program that calls this one as a stand-in.</summary>
    /// <param name="program">This program.</param>
    /// <param name="name">The name it is called by.</param>
    public string WriteStandIn(string program, string name)
    {
        string[] words = [program, StandInClient.Command, Path.GetFullPath(Near("")), Path.GetFileName(name)];
        string command = string.Join(' ', words.Select(ShellWord.Quoted));
        return Write(name, Encoding.UTF8.GetBytes($"#!/bin/sh\nexec {command} \"$@\"\n"), executable: true);
    }

    /// <summary>
    /// Makes a stand-in that a script finds by its name: nothing else in the directory may be found so. Returns the PATH to run the script
    /// with; null where a PATH cannot hold the directory.
    /// </summary>
    /// <param name="program">This program.</param>
    /// <param name="name">The name it is called by.</param>
    /// <param name="path">The PATH of make.</param>
    public string? WriteNamed(string program, string name, string path)
    {
        string programs = ProgramsOf(Near(""));
        if (programs.Contains(':', StringComparison.Ordinal))
            return null;
        _directory.CreateDirectory(ProgramsName);
        WriteStandIn(program, Path.Combine(ProgramsName, name));
        return $"{programs}:{path}";
    }

    /// <summary>A PATH without what <see cref="WriteNamed"/> put before it.</summary>
    /// <param name="session">The directory.</param>
    /// <param name="path">The PATH.</param>
    public static string WithoutStandIns(string session, string path) =>
        string.Join(':', path.Split(':').Where(directory => directory != ProgramsOf(session)));

    static string ProgramsOf(string session) => Path.Combine(Path.GetFullPath(session), ProgramsName);

    static bool IsPlain(string path) => path.AsSpan().IndexOfAny(ShellWord.Special) < 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        Leftovers.RemoveFiles(_directory, _ => true);
        _parent.RemoveDirectory(Path.GetFileName(_directory.Path));
        _directory.Dispose();
        _parent.Dispose();
    }
}
