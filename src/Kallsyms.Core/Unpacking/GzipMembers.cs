using Kallsyms.Files;

namespace Kallsyms.Unpacking;

/// <summary>gzip members as they unpack, one after another. Zeros between members, and what follows the last one, are left.</summary>
sealed class GzipMembers(Stream packed) : ReadOnlyStream
{
    readonly GzipInput _input = new(packed);
    GzipMember? _member;
    bool _ended;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (!_ended && !buffer.IsEmpty)
        {
            _member ??= new(_input);
            if (_member.Read(buffer) is > 0 and int count)
                return count;
            _member.Dispose();
            _member = null;
            _ended = !_input.SkipZerosTo(GzipHeader.Magic);
        }
        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            packed.Dispose();
        }
        base.Dispose(disposing);
    }
}
