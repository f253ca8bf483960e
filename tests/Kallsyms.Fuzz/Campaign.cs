using System.Diagnostics;
using System.Security.Cryptography;

namespace Kallsyms.Fuzz;

/// <summary>Runs the targets one after the other, each with its own corpus and its share of the time.</summary>
sealed class Campaign
{
    const int MaxInput = 1 << 16;
    const int MaxFindings = 8;
    const long MaxMemory = 256L << 20;
    static readonly TimeSpan _maxTime = TimeSpan.FromSeconds(10);

    readonly Options _options;
    readonly FuzzTarget[] _targets;
    readonly Watchdog _watchdog;
    FuzzTarget _target;
    byte[] _input = [];
    TimeSpan _slowest;
    long _largest;
    int _findings;

    public Campaign(Options options, FuzzTarget[] targets)
    {
        (_options, _targets, _target) = (options, targets, targets[0]);
        _watchdog = new(_maxTime, Report);
    }

    public int Run()
    {
        long total = 0;
        double share = _options.Seconds / _targets.Length;
        foreach (FuzzTarget target in _targets)
        {
            (_target, _slowest, _largest) = (target, default, 0);
            long start = Stopwatch.GetTimestamp();
            (long executions, int kept, int reached, double grew) = RunTarget(start, executions => _options.Runs is long runs
                ? executions >= runs
                : Stopwatch.GetElapsedTime(start).TotalSeconds >= share);
            total += executions;
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Console.Out.WriteLine($"{target.Name,-10} {executions,10} executions, {executions / seconds,8:f0}/s, {kept,5} inputs kept, {reached,5} branch pairs, the last new one after {grew:f0} s of {seconds:f0}, at most {_slowest.TotalMilliseconds:f0} ms, {_largest >> 10} KiB");
        }
        Console.Out.WriteLine($"fuzz: {total} executions, {_findings} findings");
        return _findings == 0 ? 0 : 1;
    }

    (long Executions, int Kept, int Reached, double Grew) RunTarget(long start, Func<long, bool> isDone)
    {
        var kept = new KeptInputs(_options.Kept, _target.Name);
        IReadOnlyList<byte[]> earlier = kept.Read();
        var random = new Random(_options.Seed + earlier.Count); // a run that goes on does not try the same again
        var mutator = new Mutator(random, MaxInput);
        var coverage = new Coverage();
        var corpus = new List<byte[]>();
        long executions = 0;
        double grew = 0;
        foreach (byte[] seed in _target.Seeds().Concat(Files()).Concat(earlier))
        {
            Execute(seed.Length <= MaxInput ? seed : seed[..MaxInput], coverage, corpus);
            executions++;
        }
        if (corpus.Count == 0)
            corpus.Add([]);
        int reached = coverage.Reached;
        for (; (executions & 63) != 0 || !isDone(executions); executions++)
        {
            // What was found last has led somewhere new; go on from there half of the time.
            int last = Math.Min(corpus.Count, 32);
            byte[] parent = random.Next(2) == 0 ? corpus[^(1 + random.Next(last))] : corpus[random.Next(corpus.Count)];
            int before = corpus.Count;
            Execute(mutator.Mutate(parent, corpus[random.Next(corpus.Count)]), coverage, corpus);
            if (corpus.Count == before)
                continue;
            kept.Add(corpus[^1]);
            if (coverage.Reached > reached)
                (reached, grew) = (coverage.Reached, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return (executions, corpus.Count, reached, grew);
    }

    IEnumerable<byte[]> Files() => _options.Corpus is { } directory
        ? Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal).Select(ReadStart)
        : [];

    static byte[] ReadStart(string path)
    {
        using FileStream file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, MaxInput)];
        file.ReadExactly(bytes);
        return bytes;
    }

    void Execute(byte[] input, Coverage coverage, List<byte[]> corpus)
    {
        _input = input;
        long before = GC.GetAllocatedBytesForCurrentThread();
        coverage.Start();
        _watchdog.Start();
        long start = Stopwatch.GetTimestamp();
        try
        {
            _target.Run(input);
        }
        catch (KallsymsException)
        {
            // The one way to say no.
        }
        catch (Exception e)
        {
            Report(e.ToString());
        }
        _watchdog.Stop();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        if (coverage.Take())
            corpus.Add(input);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        (_slowest, _largest) = (time > _slowest ? time : _slowest, Math.Max(_largest, allocated));
        if (allocated > MaxMemory)
            Report($"allocated {allocated} bytes");
    }

    void Report(string message)
    {
        Directory.CreateDirectory(_options.Findings);
        string path = Path.Combine(_options.Findings, $"{_target.Name}-{Convert.ToHexStringLower(SHA256.HashData(_input))[..12]}");
        File.WriteAllBytes(path, _input);
        Console.Error.WriteLine($"{_target.Name}: {path}: {message}");
        if (++_findings >= MaxFindings)
            Environment.Exit(1);
    }
}
