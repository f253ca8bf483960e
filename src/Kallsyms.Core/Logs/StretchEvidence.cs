using Kallsyms.Elf;
using Kallsyms.Lookup;

namespace Kallsyms.Logs;

/// <summary>
/// What one stretch of a log, printed during one run of a kernel, shows about that kernel: whether it is the one whose symbols are
/// used, and how far it was moved.
/// </summary>
/// <param name="kernel">The kernel whose symbols are used.</param>
/// <param name="said">The KASLR offset given by the user; null to take it from the log.</param>
sealed class StretchEvidence(LogKernel kernel, ulong? said)
{
    const string NamesBeside = "it has addresses with their names beside them";

    const string Contradiction =
        "it contradicts itself on how far the kernel was moved (KASLR), so it may be of several boots; cut it up, or say --kaslr OFFSET";

    const string GiveAnother = "give the image or the System.map of the kernel that printed it";

    /// <summary>What is said of the lines of two kernels.</summary>
    public static readonly Verdict Contradicted = Verdict.Refuse(Contradiction);

    // A wild jump may end outside of code, and is printed twice.
    const int MaxAstray = 1;

    // With fewer, matches may be chance.
    const int MinReturns = 3;

    // Of so many one is in the kernel, at least: others are those of modules, which the kernel calls.
    const int MinAll = 8;

    // The same if nothing else says that it is this kernel.
    const int MinAllUnconfirmed = 2;

    readonly TracedPlaces _traced = new();
    readonly ReturnAddresses _returns = new();
    SaidPlaces? _places;
    ElfMachine _machine;
    KernelBuild? _build;
    int _agreeing;
    int _differing;
    int _unknown;
    ulong? _distance;
    string? _source;
    bool _isOtherMachine;
    bool _contradicts;
    bool _isElsewhere;
    string? _otherLink;
    bool _otherModules;
    bool _hidesDistance;
    string? _doubt;

    // Valid until something is added.
    Verdict? _decided;
    Verdict? _decidedAtLast;

    /// <summary>Whether a report of a crashed kernel ends here, so that the next lines may be of the next kernel.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Whether it is of a build; null if it did not say.</summary>
    public bool? IsOf(KernelBuild build) => _build?.Agrees(build);

    /// <summary>Whether its machine is known.</summary>
    public bool KnowsMachine => _machine != ElfMachine.None;

    /// <summary>Adds the machine that prints such lines.</summary>
    public void Add(ElfMachine machine)
    {
        if (machine == _machine)
            return;
        _machine = machine;
        ForgetVerdict();
    }

    /// <summary>Adds the head of a trace, which has two forms depending on the machine.</summary>
    public void AddTraceHead(LogLine line)
    {
        _returns.StartTrace();
        if (!LogMachine.Denies(line, kernel.Machine))
            return;
        _isOtherMachine = true;
        ForgetVerdict();
    }

    /// <summary>Adds the build that printed it.</summary>
    public void Add(KernelBuild build)
    {
        if (_build is not null)
            return;
        _build = build;
        ForgetVerdict();
    }

    /// <summary>Adds the addresses of a trace.</summary>
    public void AddTraced(LogLine line)
    {
        bool isNew = _traced.Add(line.Text);
        if (_returns.Add(line) || isNew)
            ForgetVerdict();
    }

    /// <summary>Adds a distance that the log states.</summary>
    public void Add(ulong distance, string source)
    {
        _contradicts |= _distance is ulong known && known != distance;
        (_distance, _source) = (distance, source);
        ForgetVerdict();
    }

    /// <summary>Records that two kernels said how far they were moved, so that its lines are of both.</summary>
    public void AddContradiction()
    {
        _contradicts = true;
        ForgetVerdict();
    }

    /// <summary>Records that the kernel was moved without saying how far.</summary>
    public void AddHiddenDistance()
    {
        _hidesDistance = true;
        ForgetVerdict();
    }

    /// <summary>Records that it says that it was not moved, and why that says nothing about the symbols.</summary>
    public void AddDoubt(string reason)
    {
        _doubt = reason;
        ForgetVerdict();
    }

    /// <summary>Records that the kernel was linked elsewhere than the symbols.</summary>
    public void AddOtherLink(string what)
    {
        _otherLink = what;
        ForgetVerdict();
    }

    /// <summary>Adds a place whose name is beside it, or a name with a size.</summary>
    public void Add(ReadOnlySpan<byte> line, NamedPlace place)
    {
        ForgetVerdict();
        ReadOnlySpan<byte> name = line[place.Name];
        if (!place.Module.Equals(default))
        {
            AddModule(name, line[place.Module], place);
            return;
        }
        KernelSymbol? only = null;
        int known = 0;
        int fitting = 0;
        bool isOpen = false; // the end of such a symbol is unknown
        foreach (KernelSymbol symbol in kernel.Symbols.Named(name))
        {
            known++;
            isOpen |= symbol.Size == 0;
            if (place.Size is ulong size && size != symbol.Size)
                continue;
            fitting++;
            only = symbol;
            if (fitting > 1)
                break;
        }
        if (place.Size is not null)
        {
            _agreeing += fitting > 0 ? 1 : 0;
            _differing += fitting == 0 && known is > 0 and < Namesakes.MaxCount && !isOpen ? 1 : 0;
            _unknown += known == 0 ? 1 : 0;
        }
        if (fitting == 1 && place.Address is ulong address && (place.Size is not null || address > kernel.Mask >> 1))
            Measure(only!.Value, address - place.Offset, place.Size is not null);
    }

    /// <summary>Adds the evidence of a later part of the log that the same kernel turned out to have printed.</summary>
    public void Add(StretchEvidence later)
    {
        ForgetVerdict();
        if (later._distance is ulong distance)
            Add(distance, later._source!);
        if (later._places is { } places)
            _places = (_places ?? SaidPlaces.None).With(places);
        _traced.Add(later._traced);
        _returns.Add(later._returns);
        _machine = KnowsMachine ? _machine : later._machine;
        _build ??= later._build;
        _otherLink ??= later._otherLink;
        _agreeing += later._agreeing;
        _differing += later._differing;
        _unknown += later._unknown;
        _isOtherMachine |= later._isOtherMachine;
        _contradicts |= later._contradicts;
        _isElsewhere |= later._isElsewhere;
        _otherModules |= later._otherModules;
        _hidesDistance |= later._hidesDistance;
        _doubt ??= later._doubt;
        IsClosed |= later.IsClosed;
    }

    /// <summary>Returns the conclusion from everything added so far.</summary>
    public Verdict Decide() => _decided ??= Conclude();

    /// <summary>Whether silence means that it was not moved, since a kernel reports that only at the end.</summary>
    public bool MayTellAtLast => kernel.Mobility == Mobility.Seldom && kernel.Machine != ElfMachine.None;

    /// <summary>Returns the conclusion if nothing more is added.</summary>
    public Verdict DecideAtLast() => _decidedAtLast ??=
        Decide() is { IsOpen: true } && kernel is { Mobility: Mobility.Seldom, IsMoved: false } && !_hidesDistance ? Unmoved() : Decide();

    /// <summary>Returns the conclusion if it continues what came before, about which that is the verdict.</summary>
    public Verdict Continue(Verdict before) =>
        before.IsKnown && LackOfCalls(before.Distance) is { } lack ? Elsewhere(lack) : before;

    void ForgetVerdict() => (_decided, _decidedAtLast) = (null, null);

    Verdict Conclude()
    {
        if (_isOtherMachine)
            return Foreign($"it is the log of another machine than the symbols are of ({kernel.Machine.Row().Name})");
        if (!LogMachine.Agree(_machine, kernel.Machine))
        {
            return Foreign(
                $"it is the log of another machine ({_machine.Row().Name}) than the symbols are of ({kernel.Machine.Row().Name})");
        }
        if (_build is not null && kernel.Build is { } own && !own.Agrees(_build))
            return Foreign($"it is the log of Linux {_build}, and the symbols are those of {own}");
        if (_otherLink is not null)
            return Foreign(_otherLink);
        if (_differing > _agreeing || _agreeing == 0 && _unknown > 1)
        {
            return Foreign(
                "it is the log of another build: of the functions it names with their sizes, "
                + $"{_differing + _unknown} have another size or are not among the symbols, {_agreeing} agree");
        }
        if (_isElsewhere)
        {
            return Foreign(
                "it is the log of another build: functions that it names beside their addresses are where no moved kernel of this build "
                    + "has them");
        }
        if (_contradicts)
            return Contradicted;
        if ((said ?? _distance) is ulong moved && ((_distance ?? moved) != moved || _places?.Deny(kernel, moved) == true))
        {
            return Verdict.Refuse(said is null ? Contradiction
                : $"--kaslr says that it was moved by 0x{said:x}, and the log denies that: {_source ?? NamesBeside}; leave the option "
                    + "out");
        }
        if (said is ulong given)
        {
            return (LackOfCalls(given) ?? LackOfPlaces(given, MinAll)) is { } lack
                ? Verdict.Refuse(
                    $"--kaslr says that it was moved by 0x{given:x}, and its traces deny that or are of another build: {lack}; "
                        + $"{GiveAnother}, or another OFFSET")
                : Verdict.Know(given, "--kaslr", hasModules: true) with { IsConfirmed = true };
        }
        if (_distance is ulong distance)
            return Know(distance, _source!);
        if (_doubt is not null)
        {
            return FixedMove() is ulong place ? Know(place, "its return addresses are where this kernel has them then")
                : Verdict.Refuse(_doubt);
        }
        return kernel.Mobility == Mobility.None || kernel.Origin == SymbolOrigin.Running ? Unmoved() : Verdict.Open(_places);
    }

    static Verdict Foreign(string reason) => Verdict.Refuse($"{reason}; {GiveAnother}");

    Verdict Unmoved() => Know(0, "this kernel runs where its symbols are");

    // The place it was moved to does not identify the kernel.
    Verdict Know(ulong distance, string source)
    {
        bool isConfirmed = _agreeing > 0 || _build is not null && kernel.Build is not null || kernel.Origin == SymbolOrigin.Running
            || HasCalls(distance);
        string? few = LackOfCalls(distance);
        if (isConfirmed && few is not null)
            return Elsewhere(few);
        if (!isConfirmed && (few ?? LackOfPlaces(distance, MinAllUnconfirmed)) is { } lack)
        {
            return Verdict.Refuse(
                $"it is the log of another build, or its kernel was moved elsewhere: {lack}; {GiveAnother}, or say --kaslr OFFSET");
        }
        if (!isConfirmed && _traced.CountAstray(kernel, distance) is > MaxAstray and var astray)
        {
            return Foreign(
                $"it is the log of another build: {astray} of the addresses in its traces are no code of this kernel, and nothing else "
                    + "in it says of which it is");
        }
        return Verdict.Know(distance, source, !_otherModules) with { IsConfirmed = isConfirmed, Build = _build };
    }

    static Verdict Elsewhere(string lack) =>
        Verdict.Refuse($"its kernel was moved elsewhere than it says, or it is of several boots and should be cut up: {lack}");

    bool HasCalls(ulong distance) =>
        _returns.Count(kernel, distance) is { Calls: >= MinReturns } count && count.Calls * 4 >= count.Known * 3;

    // Where it runs without having been moved. Places that are far apart need no calls to tell them apart.
    ulong? FixedMove()
    {
        ulong[] moves = kernel.Machine.Row().FixedMoves;
        foreach (ulong move in moves)
        {
            if (HasCalls(move) || moves.Length > 1 && !kernel.IsMoved && HasPlaces(move))
                return move;
        }
        return null;
    }

    bool HasPlaces(ulong distance) =>
        _returns.Count(kernel, distance) is { All: >= MinReturns, Astray: 0 } count && count.Inside * 4 >= count.All * 3;

    string? LackOfCalls(ulong distance) => _returns.Lacking(kernel, distance) is { } trace
        ? $"of {trace.Known} return addresses in a trace, {trace.Calls} are behind a call of this kernel" : null;

    string? LackOfPlaces(ulong distance, int one) => _returns.Count(kernel, distance) switch
    {
        { Astray: > 0 } count => $"of {count.All} return addresses, {count.Astray} are where this kernel has data or padding",
        var count when count.All >= one && count.Inside * one < count.All =>
            $"of {count.All} return addresses, {count.Inside} are in this kernel",
        _ => null,
    };

    void Measure(KernelSymbol symbol, ulong start, bool isSure)
    {
        if (symbol.Module is not null)
        {
            _otherModules |= start != symbol.Address;
            return;
        }
        ulong distance = start - symbol.Address & kernel.Mask;
        if (distance % kernel.Grain == 0)
            Add(distance, NamesBeside);
        else if (isSure)
            _isElsewhere = true;
        else
            _places = (_places ?? SaidPlaces.None).With(start, symbol);
    }

    void AddModule(ReadOnlySpan<byte> name, ReadOnlySpan<byte> module, NamedPlace place)
    {
        if (place.Address is not ulong address || !kernel.HasModules)
            return;
        foreach (KernelSymbol symbol in kernel.Symbols.Named(name))
        {
            if (symbol.Module is { } own && System.Text.Ascii.Equals(module, own))
                _otherModules |= (address - place.Offset & kernel.Mask) != symbol.Address;
        }
    }
}
