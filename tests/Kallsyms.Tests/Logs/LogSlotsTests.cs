using System.Text.RegularExpressions;
using Xunit;

namespace Kallsyms.Tests.Logs;

/// <summary>Reports as kernels and tools print them: which of their numbers are code, and which are data that points into code.</summary>
public partial class LogSlotsTests
{
    // {s} and {v} are addresses in schedule and vfs_read, {d} one in jiffies; those in «» are to be named, and others to stay. {0s} has
    // no leading zeros.
    [Theory]
    // pointers to data, where a kernel with names prints numbers
    [InlineData("list_add corruption. prev->next should be next ({d}), but was {s}. (prev={v}).")]
    [InlineData("list_del corruption. next->prev should be {v}, but was {s}. (next={s})\nlist_add double add: new={s}, prev={v}, next={s}.")]
    [InlineData("The buggy address is located 8 bytes inside of\n 64-byte region [{s}, {v})")]
    [InlineData("The buggy address {s} belongs to the object at {v}\n which belongs to the cache kmalloc-64 of size 64")]
    [InlineData("Memory state around the buggy address:\n {s}: fa fb fb fb\n>{v}: fa fb fb fb")]
    [InlineData("BUG: KFENCE: use-after-free read in 0x«s»\n\nUse-after-free read at 0x{s} (in kfence-#72):\n 0x«v»\nkfence-#72: 0x{s}-0x{v}, size=64")]
    [InlineData("Out-of-bounds read at 0x{s} (1B left of kfence-#72):\nInvalid read at 0x{s}:\nMemory corruption at 0x{s} [ ! ! ]:\nInvalid free of 0x{s}:")]
    [InlineData("load of misaligned address {s} for type 'int'\nmember access within address {s} with insufficient space")]
    [InlineData("unreferenced object 0x{s} (size 64):\n  backtrace (crc 0):\n    [<«s»>] 0x«s»\n    0x«v»")]
    [InlineData("vma {s} start {v} end {s} mm {v}\nprot 25 anon_vma {s} vm_ops {v}\npgoff 0 file {s} private_data {v}")]
    [InlineData("mmap_base {v} mmap_legacy_base 0\nexe_file {s}\npage:{s} refcount:1 mapping:{v} index:0x{s}\nhead:{s} order:3\nmemcg:{s}")]
    [InlineData("raw: {s} {v} 0000000000000000 {s}\nraw: {s} 0000000000000000\nraw: 0017ffffc0000200 {s}")]
    [InlineData("ODEBUG: free active object: {s} object type: timer_list hint: 0x«v»\nODEBUG: object {s} is on stack {v}, but NOT annotated.")]
    [InlineData("{s} is not mapped\n assoc:  {v}, assoclen 12\n  R    = {s}\n'name' ({v}): kobject_add_internal")]
    [InlineData("{s} (&x){+.+.}-{3:3}, at: 0x«v»\n #0: {s} (&x){+.+.}-{3:3}, at: 0x«v»")]
    [InlineData("{s} OPS:       1 FD:   10 BD:    1 ....: &x->lock\n -> [{v}] &y->lock\n[{s}] &rq->lock")]
    [InlineData(" #0: <{s}>, 0x«v», S:01\n  .get_time:   0x«s»")]
    [InlineData("kfree: call_site=«s» ptr={v}\nkmalloc: call_site=0x«s» ptr=0x{v} bytes_req=64\ntimer_start: timer={s} function=0x«v» expires=1")]
    [InlineData("sys_enter: NR 1 ({s}, {v}, 0, 0)\npage_fault_kernel: address=0x«s» ip=0x«v» error_code=0x2\nwork struct {s}: function 0x«v»")]
    [InlineData("sh              S {s}     0  1234      1 0x00000080\n>     0      0   0  {s}  RU   0.0        0        0  [swapper/0]")]
    [InlineData("traps: sh[1] general protection fault ip:«s» sp:{v} error:0\nvsyscall=none ip:«v» cs:33 sp:{v} ax:{s} si:{v} di:{s}")]
    // where code is
    [InlineData("mce: [Hardware Error]: RIP !INEXACT! 10:<«s»> {0x«s»}")]
    [InlineData("  0)     2072     152   0x«s»\n  1)     1920     112   0x«v»")]
    [InlineData("      1 0x«s» age=1/2/3 pid=1 cpus=0\n    in-flight: 12:0x«s»\n    pending: 0x«v», 2*0x«s»")]
    [InlineData("bash-1     [000] ....   123.456: «s» <-«v»\n 0)   0.123 us    |    0x«v»();\n 0)   1.5 us    |  } /* 0x«s» */")]
    [InlineData("Entering kdb (current=0x{s}, pid 1) on processor 0 due to oops @ 0x«s»")]
    // what mail has wrapped, and what a page has joined
    [InlineData("RDX: 0000000000000000 RSI: {s} RDI:\n{v}\nRBP: {s} R08:\n> {v} R09: {s}\n 0x«s»")]
    [InlineData("RIP:\n0010:0x«s»\nRAX: {s} RBX:\n{v} RCX: 0000000000000000")]
    [InlineData("Call Trace: [<«s»>] schedule+0x10/0x100 [<«v»>] ? vfs_read+0x20/0x200 RIP [<«s»>] schedule+0x10/0x100 RSP <{s}>")]
    [InlineData("skbuff: skb_over_panic: text:«s» len:12 put:12 head:{v} data:{s} tail:0x{v} end:0x{s} dev:eth0")]
    [InlineData("function: «s» <-- «v»\nfile:x fault:0x«v» mmap:0x«s» mmap_prepare: 0x«v»")]
    [InlineData("epc:«s», tval:0x{s}, desc=load_page_fault")]
    [InlineData(" 0x«s»\nStack:\n {s} {v} {d} {s}\n {s}")] // where the log ends
    // emulators, debuggers, hypervisors
    [InlineData("RIP=«s» RFL=00000246 [---Z-P-] CPL=0\nFS =0000 {s} ffffffff 00c00000\nGDT=     {s} 0000007f\nCCS={s} CCD={v} CCO=ADDQ")]
    [InlineData(" 0: v=0e e=0000 i=0 cpl=0 IP=0010:«s» pc=«v» SP=0018:{v} CR2={s}")]
    [InlineData("rax            0x{s}  -2130702320\nrip            0x«s»  0x«s»\nrsp            0x{s}  0x{v}")]
    [InlineData("#0  0x«s» in ?? ()\nBreakpoint 2 at 0x«v»\n  stack = 0x{s},\n  func = 0x«s» <schedule+16>,\n  next = 0x{v},")]
    [InlineData("(XEN) RIP:    e033:[<«s»>]\n(XEN) Guest stack trace from rsp={s}:\n(XEN)    {s} {v} {s} {v}\n(XEN)    {s}\n(XEN) fsb: {s}")]
    public void OfX86(string log) => Check("x86_64", log);

    [Theory]
    [InlineData("sparc64", "TSTATE: 0000004411001603 TPC: «s» TNPC: «v» Y: 00000000\nTPC: <0x«0s»>\nRPC: <0x«0s»>\nI7: <0x«0v»>\no4: {s} o5: {v}")]
    [InlineData("sparc", "PSR: 40001fc1 PC: «s» NPC: «v» Y: 00000000\nCaller[«s»]: 0x«s»\n[{s} : 0x«s» ] [{v} : 0x«v» ] \n[{s} : 0x{v} ]")]
    [InlineData("parisc", "IASQ: 00000000 00000000 IAOQ: «s» «v»\n IIR: 0fd0109c    ISR: 00000000  IOR: {s}\n IAOQ[0]: 0x«s»\n RP(r2): 0x«s»")]
    [InlineData("parisc64", "IASQ: 0000000000000000 0000000000000000 IAOQ: «s» «v»\n IAOQ[1]: 0x«0v»\n RP(r2): 0x«0s»\n ORIG_R28: {s}")]
    [InlineData("alpha", "pc = [<«s»>]  ra = [<«v»>]  ps = 0000\nt11= {s}  pv = {v}  at = {s}")]
    [InlineData("sh", "PC  : «s» SP  : {v} SR  : 40008001 TEA : {s}\nMACH: {s} MACL: {v} GBR : {s} PR  : «v»")]
    [InlineData("arc", "[ECR   ]: 0x00050100 => Invalid Read @ 0x{v} by insn @ 0x«s»\n[EFA   ]: 0x{v}\n[BLINK ]: 0x«v»\n[ERET  ]: 0x«s»\n SP: 0x{v} BLK: 0x«s»")]
    [InlineData("ppc64", "cpu 0x0: Vector: 300 (Data Access) at [{s}]\n  current = 0x{s}\n  paca    = 0x{v}\n[{v}] «s» 0x«s» (unreliable)\n[{s}] [«s»] 0x«s»")]
    public void OfOtherMachines(string machine, string log) => Check(machine, log);

    static void Check(string machine, string log)
    {
        int digits = MadeKernel.Read(machine).Symbols.IsWide ? 16 : 8;
        string Fill(string text) => Place().Replace(text, found =>
        {
            ulong address = MadeKernel.Base(machine) + found.Groups[2].Value switch { "s" => 0x1010u, "v" => 0x1120u, _ => 0x3008u };
            return address.ToString(found.Groups[1].Length > 0 ? "x" : $"x{digits}");
        });
        string expected = Fill(Named().Replace(log, found => found.Groups[1].Value == "s" ? "schedule+0x10/0x100" : "vfs_read+0x20/0x200"));
        Assert.Equal(expected, Annotated.File(MadeKernel.Read(machine), Fill(log), distance: 0).Text);
    }

    [GeneratedRegex("[{«](0?)([svd])[}»]", RegexOptions.CultureInvariant)]
    private static partial Regex Place();

    [GeneratedRegex("(?:0x)?«0?([sv])»", RegexOptions.CultureInvariant)]
    private static partial Regex Named();
}
