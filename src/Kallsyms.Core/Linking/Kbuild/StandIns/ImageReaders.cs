using System.Runtime.InteropServices;
using Kallsyms.Linking.Running;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// Notices how often the images that a script was given are opened (inotify(7)). Those of its passes are not the ones that it would have
/// linked by itself; a lister of symbols does no harm, but what somebody else reads there may come into vmlinux after its link.
/// </summary>
sealed class ImageReaders : IDisposable
{
    const int NonBlocking = 0x800; // IN_NONBLOCK
    const int CloseOnExec = 0x80000; // IN_CLOEXEC
    const uint Closed = 0x18; // IN_CLOSE: between two openings, which would else be told as one
    const uint Opened = 0x20; // IN_OPEN
    const int Entry = 16; // bytes of an inotify_event without a name

    readonly SafeFileHandle _queue = new(Initialize(NonBlocking | CloseOnExec), ownsHandle: true);
    readonly Dictionary<int, int> _opened = [];
    bool _isComplete = true;

    /// <summary>Begins with an image.</summary>
    public void Watch(string path) => _ = Add(path);

    /// <summary>Whether only a lister of symbols opened them, and each of them once.</summary>
    /// <param name="finished">The one that counts in the end, and may be read.</param>
    /// <param name="lister">The lister and its options.</param>
    /// <param name="image">An image for a trial, to see how often the lister opens one.</param>
    public bool AreListersOnly(string finished, string[] lister, string image)
    {
        if (lister.Length == 0)
            return false;
        Collect();
        _opened[Add(finished)] = 0;
        List<int> before = [.. _opened.Values];
        int trial = Add(image);
        _ = ProgramOutput.Read(lister[0], [.. lister.Skip(1), image]);
        Collect();
        return _isComplete && before.All(count => count == 0 || count == _opened.GetValueOrDefault(trial));
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();

    int Add(string path)
    {
        int watch = _queue.IsInvalid ? -1 : AddWatch((int)_queue.DangerousGetHandle(), path, Opened | Closed);
        _isComplete &= watch >= 0;
        _opened.TryAdd(watch, 0);
        return watch;
    }

    void Collect()
    {
        byte[] buffer = new byte[1 << 16];
        while (!_queue.IsInvalid && Read((int)_queue.DangerousGetHandle(), buffer, (nuint)buffer.Length) is > 0 and nint count)
        {
            for (int at = 0; at + Entry <= count; at += Entry)
            {
                int watch = BitConverter.ToInt32(buffer, at);
                if (watch < 0)
                    _isComplete = false; // the queue was full
                else if ((BitConverter.ToUInt32(buffer, at + 4) & Opened) != 0)
                    _opened[watch] = _opened.GetValueOrDefault(watch) + 1;
            }
        }
    }

    [DllImport("libc", EntryPoint = "inotify_init1")]
    static extern nint Initialize(int flags);

    [DllImport("libc", EntryPoint = "inotify_add_watch")]
    static extern int AddWatch(int queue, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mask);

    [DllImport("libc", EntryPoint = "read")]
    static extern nint Read(int file, byte[] buffer, nuint count);
}
