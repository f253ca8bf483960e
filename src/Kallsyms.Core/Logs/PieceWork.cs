namespace Kallsyms.Logs;

/// <summary>
/// Works on pieces of a log on all cores. What must be done in order is done by the caller's thread, as pieces get ready.
/// </summary>
/// <typeparam name="T">What a piece is, and what is made of it; used again when it is finished.</typeparam>
/// <param name="workers">The number of pieces worked on at the same time; 0 to use no other thread.</param>
/// <param name="make">Makes an empty one.</param>
/// <param name="work">Works on a piece, at the same time as on others.</param>
/// <param name="finish">Takes what was made, in order.</param>
sealed class PieceWork<T>(int workers, Func<T> make, Action<T> work, Action<T> finish)
{
    readonly Queue<(T Piece, Task Work)> _running = new();
    readonly Stack<T> _free = new();

    /// <summary>Returns a piece to be filled.</summary>
    public T Next() => _free.TryPop(out T? used) ? used : make();

    /// <summary>Starts the work on a piece, and finishes those that are ready.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="isShort">Whether that is done before another thread would have started.</param>
    public void Start(T piece, bool isShort)
    {
        bool isOwn = isShort || workers == 0;
        _running.Enqueue((piece, isOwn ? Task.CompletedTask : Task.Run(() => work(piece))));
        if (isOwn)
            work(piece);
        while (_running.TryPeek(out (T Piece, Task Work) first) && (_running.Count > workers || first.Work.IsCompleted))
            Finish();
    }

    /// <summary>Finishes all pieces.</summary>
    public void FinishAll()
    {
        while (_running.Count > 0)
            Finish();
    }

    void Finish()
    {
        (T piece, Task task) = _running.Dequeue();
        task.GetAwaiter().GetResult();
        finish(piece);
        _free.Push(piece);
    }
}
