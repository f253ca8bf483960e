using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;
using Kallsyms.Files;

namespace Kallsyms.Cli;

/// <summary>The program as a function from arguments and streams to an exit status.</summary>
static class KallsymsCommand
{
    /// <summary>Runs one command.</summary>
    /// <param name="arguments">The arguments after the program's name.</param>
    /// <param name="std">The streams to read and print to.</param>
    /// <param name="interruption">What may end it early.</param>
    /// <returns>The exit status.</returns>
    public static int Run(string[] arguments, StandardStreams std, Interruption interruption)
    {
        ParseResult? parsed = null;
        return Guard(Run, std, interruption, WriteError);

        // The error itself matters, even if it cannot be written as JSON.
        void WriteError(KallsymsException error)
        {
            _ = Guard(WriteJson, std, interruption);

            int WriteJson()
            {
                ErrorJson.Write(std, parsed, error);
                return ExitStatus.Yes;
            }
        }

        int Run()
        {
            parsed = Root(std)
                .Parse(Words(ArgumentText.Check(arguments)), new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (UsageError.Find(parsed) is { Length: > 0 } errors)
                return UsageError.Print(errors, parsed, std);
            WrittenFiles.Check(parsed);
            return Invoke(parsed, std, interruption);
        }
    }

    /// <summary>Runs a function, and turns its exceptions into a message and an exit status.</summary>
    /// <param name="run">The function to run.</param>
    /// <param name="std">Where the message goes.</param>
    /// <param name="interruption">What may end it early.</param>
    /// <param name="failed">A further action on an error, or null.</param>
    public static int Guard(Func<int> run, StandardStreams std, Interruption interruption, Action<KallsymsException>? failed = null)
    {
        try
        {
            return run();
        }
        catch (OperationCanceledException) when (interruption.HasCome)
        {
            return interruption.ExitStatus;
        }
        catch (KallsymsException e)
        {
            std.Say(e.Message);
            failed?.Invoke(e);
            return ExitStatus.Of(e.Kind);
        }
        catch (IOException e) when (OutputFile.HasNoReader(e))
        {
            return ExitStatus.NoReader;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Standard output on a full disk, and the like.
            std.Say(e.Message);
            return ExitStatus.Unreadable;
        }
        catch (Exception e) when (e.GetBaseException() is OutOfMemoryException)
        {
            std.Say("there is not enough memory, or not enough threads; see ulimit -a and the limits of the control group");
            return ExitStatus.Unreadable;
        }
        catch (Exception e) when (FileSizeLimit.IsReached(e))
        {
            std.Say("a file would become larger than this process may write: see ulimit -f");
            return ExitStatus.Unreadable;
        }
        catch (Exception e)
        {
            std.Say($"internal error, please report: {e}");
            return ExitStatus.Bug;
        }
    }

    /// <summary>Creates all commands and their options.</summary>
    public static RootCommand Root(StandardStreams std)
    {
        var root = new RootCommand(
            "Build, verify and read the symbol table that a Linux kernel, or any other ELF image, carries inside itself.")
        {
            LinkCommand.Create(std),
            CompilerCommand.Create(std),
            EmbedCommand.Create(std),
            GenCommand.Create(std),
            MapCommand.Create(std),
            DumpCommand.Create(std),
            InfoCommand.Create(std),
            ScanCommand.Create(std),
            LookupCommand.Create(std),
            AnnotateCommand.Create(std),
            UnpackCommand.Create(std),
            ElfCommand.Create(std),
            IsfCommand.Create(std),
            DiffCommand.Create(std),
            VerifyCommand.Create(std),
            ExplainCommand.Create(std),
            StatCommand.Create(std),
            MakeCommand.Create(std),
            KbuildLinkCommand.Create(std),
            DoctorCommand.Create(std),
        };
        root.Add(HelpCommand.Create(root));
        root.Options.OfType<HelpOption>().Single().Action = new HelpPage();
        // The parser's own --version cannot be combined with other options.
        root.Options.Remove(root.Options.OfType<VersionOption>().Single());
        var json = new Option<bool>("--json") { Description = "With --version: print it as JSON." };
        root.Add(new Option<bool>("--version")
        {
            Description = "Print the release, and what it was built from.",
            Action = new ProgramVersion(std, json),
        });
        root.Add(json);
        return root;
    }

    static int Invoke(ParseResult parsed, StandardStreams std, Interruption interruption)
    {
        // Commands that start a linker are the asynchronous ones.
        interruption.IsAwaited = parsed.Action is AsynchronousCommandLineAction;
        using var output = new StringWriter { NewLine = "\n" };
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
            Output = output,
            Error = std.Error,
        };
        int status = parsed.InvokeAsync(configuration, interruption.Token).GetAwaiter().GetResult();
        // Only help pages are written there.
        std.Write("-", stream => stream.Write(Encoding.UTF8.GetBytes(output.ToString())));
        return status;
    }

    // Command lines made for other programs are taken unchanged.
    internal static string[] Words(string[] arguments) =>
        MakeCommand.Matches(arguments) ? MakeCommand.InsertSeparator(arguments)
        : KbuildLinkCommand.Matches(arguments) ? KbuildLinkCommand.InsertSeparator(arguments)
        : arguments;
}
