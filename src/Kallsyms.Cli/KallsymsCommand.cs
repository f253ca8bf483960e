using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace Kallsyms.Cli;

/// <summary>The program: its words in, what it prints and its exit status out.</summary>
static class KallsymsCommand
{
    /// <summary>Runs one command to its end.</summary>
    /// <param name="arguments">The words behind the program's name.</param>
    /// <param name="std">What it reads and prints.</param>
    /// <param name="interruption">What may end it early.</param>
    /// <returns>The exit status.</returns>
    public static int Run(string[] arguments, StandardStreams std, Interruption interruption)
    {
        ParseResult? parsed = null;
        return Guard(Run, std, interruption, WriteError);

        // The error is what counts, also where it cannot be written as JSON.
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
            return UsageError.Find(parsed) is { Length: > 0 } errors ? UsageError.Print(errors, parsed, std)
                : Invoke(parsed, std, interruption);
        }
    }

    /// <summary>Runs something to its end, and turns what it throws into a message and an exit status.</summary>
    /// <param name="run">What is run.</param>
    /// <param name="std">Where the message goes.</param>
    /// <param name="interruption">What may end it early.</param>
    /// <param name="failed">What else an error leads to; null: nothing.</param>
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
        catch (IOException e) when (e.HResult == ExitStatus.BrokenPipe)
        {
            // Whoever reads our output has seen enough.
            return ExitStatus.Unreadable;
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

    /// <summary>All commands and their options.</summary>
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
        // The parser's own --version goes with no other option.
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
        // Only pages of help are written there.
        std.Write("-", stream => stream.Write(Encoding.UTF8.GetBytes(output.ToString())));
        return status;
    }

    // What the makers of other programs' command lines wrote is taken as it is.
    internal static string[] Words(string[] arguments) =>
        MakeCommand.Matches(arguments) ? MakeCommand.InsertSeparator(arguments)
        : KbuildLinkCommand.Matches(arguments) ? KbuildLinkCommand.InsertSeparator(arguments)
        : arguments;
}
