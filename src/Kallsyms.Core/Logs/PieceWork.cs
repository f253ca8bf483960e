namespace Kallsyms.Logs;

/// <summary>
/// Works on pieces of a log on all cores. What must be done in order is done by the caller's thread, as pieces get ready.
/// </summary>
/// <param name="workers">The number of pieces worked on at the same time; 0 to use no other thread, for a short log.</param>
sealed class PieceWork(int workers)
{
    // Such a log is read before a thread has started.
    const long ShortLog = 1 << 20;

    /// <summary>Chooses the number of workers for what is left of a log.</summary>
    public static PieceWork For(Stream input) => new(input.Length - input.Position <= ShortLog ? 0 : Environment.ProcessorCount);

    /// <summary>Works on all pieces.</summary>
    /// <typeparam name="T">What a piece is, and what is made of it; used again when it is finished.</typeparam>
    /// <param name="make">Makes an empty one.</param>
    /// <param name="fill">Reads the next piece; returns false if nothing is left.</param>
    /// <param name="work">Works on a piece, at the same time as on others.</param>
    /// <param name="finish">Takes what was made, in order.</param>
    public void Run<T>(Func<T> make, Func<T, bool> fill, Action<T> work, Action<T> finish)
    {
        var running = new Queue<(T Piece, Task Work)>();
        var free = new Stack<T>();
        for (T piece = make(); fill(piece); piece = free.TryPop(out T? used) ? used : make())
        {
            T taken = piece;
            Task task = workers > 0 ? Task.Run(() => work(taken)) : Task.CompletedTask;
            if (workers == 0)
                work(taken);
            running.Enqueue((taken, task));
            while (running.TryPeek(out (T Piece, Task Work) first) && (running.Count > workers || first.Work.IsCompleted))
                Finish(running, free, finish);
        }
        while (running.Count > 0)
            Finish(running, free, finish);
    }

    static void Finish<T>(Queue<(T Piece, Task Work)> running, Stack<T> free, Action<T> finish)
    {
        (T piece, Task work) = running.Dequeue();
        work.GetAwaiter().GetResult();
        finish(piece);
        free.Push(piece);
    }
}
