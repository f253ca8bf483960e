using System.ComponentModel;
using System.Diagnostics;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>A kernel tree's own scripts/kallsyms, called as its script calls it.</summary>
/// <param name="Program">Its path.</param>
/// <param name="Options">Options and whatever else stands in front of the list.</param>
/// <param name="ReadsFile">The list of symbols is a file, the last argument; otherwise standard input.</param>
sealed record TreeTool(string Program, IReadOnlyList<string> Options, bool ReadsFile)
{
    /// <summary>Called in the same way.</summary>
    public bool IsLike(TreeTool? other) =>
        other is not null && Program == other.Program && ReadsFile == other.ReadsFile && Options.SequenceEqual(other.Options);

    /// <summary>What it writes for a list; null when it fails.</summary>
    /// <param name="list">The list of symbols.</param>
    /// <param name="file">A file for the list.</param>
    public byte[]? Run(ReadOnlyMemory<byte> list, string file)
    {
        var start = new ProcessStartInfo(Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string option in Options)
            start.ArgumentList.Add(option);
        if (ReadsFile)
        {
            File.WriteAllBytes(file, list.Span);
            start.ArgumentList.Add(file);
        }
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> complaints = process.StandardError.ReadToEndAsync();
            Task feeding = Task.Run(() => Feed(process, ReadsFile ? default : list));
            using var output = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            Task.WaitAll(feeding, complaints);
            return process.ExitCode == 0 ? output.ToArray() : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    static void Feed(Process process, ReadOnlyMemory<byte> list)
    {
        try
        {
            process.StandardInput.BaseStream.Write(list.Span);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything.
        }
    }
}
