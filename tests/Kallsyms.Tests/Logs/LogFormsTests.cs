using System.Text;
using Kallsyms.Elf;
using Kallsyms.Logs;
using Xunit;

namespace Kallsyms.Tests.Logs;

/// <summary>Which words of a log are addresses, in the forms that machines and tools print.</summary>
public class LogFormsTests
{
    // {s} stands for schedule+0x10, {v} for vfs_read+0x20, {d} for jiffies+0x8, as addresses in the log and as names in the answer.
    [Theory]
    // x86
    [InlineData("x86_64", "RIP: 0010:0x{s}")]
    [InlineData("x86_64", "RIP: 0010:[<{s}>]  [<{s}>] 0x{s}")]
    [InlineData("x86_64", " ? 0x{v}")]
    [InlineData("x86_64", "[  12.345678][  T123]  0x{v} [#1]")]
    [InlineData("x86_64", "{{}}, at: [<{v}>] 0x{v}")]
    [InlineData("x86_64", "handler {s}, of {v}; list at 0")]
    [InlineData("x86_64", " => {s}\n => {v}")]
    [InlineData("x86_64", "\t{s} [unknown] ([kernel.kallsyms])")]
    [InlineData("x86_64", "    {s}\n    {v}")] // bpftrace
    [InlineData("x86_64", "#3 [ffffc90000123e58] machine_kexec at {s}")] // crash
    [InlineData("x86_64", "returns {s}.")]
    [InlineData("i386", "EIP: 0060:[<{s}>] EFLAGS: 00010246 CPU: 0")]
    [InlineData("i386", "EIP: 0x{s}")]
    [InlineData("i386", "[    3.141592]  ? 0x{v}")]
    [InlineData("i386", " [<{v}>] 0x{v}")]
    [InlineData("i386", "  0)     2072     152   0x{s}\n 12)      176     176   0x{v}")] // the deepest stack
    [InlineData("i386", "#0 [c0abde58] machine_kexec at {s}\n #1 [c0abde5c] crash_kexec at {v}")]
    [InlineData("i386", "<pre>[   12.345678]  0x{s}</pre>\n<pre> 0x{s}\n? 0x{v}</pre>\n<td class=\"line\"> 0x{v}</td>\n<b>0x{s}</b><br>")]
    [InlineData("nios2", "ea: {s} estatus: 00000001\nra: {v} fp: 00000000")]
    // arm, arm64
    [InlineData("arm", "PC is at 0x{s}\nLR is at 0x{v}")]
    [InlineData("arm", "pc : [<{s}>]    lr : [<{v}>]    psr: 60000013")]
    [InlineData("arm", "[<{s}>] (0x{s}) from [<{v}>] (0x{v})")]
    [InlineData("arm", "Function entered at [<{s}>] from [<{v}>]")]
    [InlineData("arm", " ... key      at: [<{d}>] 0x{d}\n(lock_A){{+.+.}}-{{3:3}}, at: 0x{s}\n                       0x{v}")]
    [InlineData("arm64", "pc : 0x{s}\nlr : 0x{v}")]
    [InlineData("arm64", "pc : [<{s}>] lr : [<{v}>] pstate: 60000145")]
    [InlineData("arm64", "Call trace:\n 0x{s} (P)\n 0x{v}")]
    // mips
    [InlineData("mips", "epc   : {s} 0x{s}\nra    : {v} 0x{v}")]
    [InlineData("mips", "epc == {s}, ra == {v}")]
    [InlineData("mips", "[<{s}>] 0x{s}")]
    // riscv, loongarch
    [InlineData("riscv", "epc : {s} ra : {v} sp : ff20000000123e40")]
    [InlineData("riscv", "[<{v}>] 0x{v}")]
    [InlineData("loongarch", "pc {s} ra {v} tp 9000000100a34000 sp 9000000100a37b50")]
    [InlineData("loongarch", "   ra: {v} 0x{v}\n  ERA: {s} 0x{s}")]
    // powerpc, s390
    [InlineData("ppc64", "NIP:  {s} LR: {v} CTR: 0000000000000000")]
    [InlineData("ppc64", "NIP [{s}] 0x{s}\nLR [{v}] 0x{v}")]
    [InlineData("ppc64", "[c0000001fd0b3a20] [{v}] 0x{v} (unreliable)")]
    [InlineData("s390", "Krnl PSW : 0704c00180000000 {s} (0x{s0})")]
    [InlineData("s390", " [<{v}>] 0x{v0}\n([<{s}>] 0x{s0})")]
    [InlineData("arm", " => schedule <{s}>")]
    [InlineData("i386", "Call Trace: [<{s}>] [<{v}>] [<{s}>] [<{v}>]")]
    [InlineData("x86_64", "kworker-5 [001] d..2. 12.345678: function: ip={s} parent_ip={v}")]
    // reports of all machines
    [InlineData("i386", "BUG: KASAN: slab-use-after-free in 0x{s}\nBUG: KCSAN: data-race in 0x{s} / 0x{v}")]
    [InlineData("i386", "WARNING: CPU: 0 PID: 1 at 0x{s}\nWARNING: CPU: 1 PID: 22 at fs/x.c:123 0x{s}")]
    [InlineData("i386", "ffff8880 (&mm->mmap_lock){++++}-{4:4}, at: 0x{s}\nc1f00000 (&p->lock){+.+.}, at: {v}")]
    [InlineData("i386", "softirqs last  enabled at (1234): [<{s}>] 0x{s}\nhardirqs last disabled at (1233): 0x{v}")]
    [InlineData("i386", "bash-12 [001] d..1. 123.456789: 0x{s} <-0x{v}\n => {s}\n => 0x{v}\n[<0>] 0x{s}")]
    [InlineData("i386", "calling  0x{s} @ 1\ninitcall 0x{s} returned 0 after 12 usecs")]
    [InlineData("arm", "panic from 0x{s}\n show_stack from 0x{v}\n 0x{s} from 0x{v}")]
    [InlineData("arm", "check_preemption_disabled: caller is 0x{s}\nWorkqueue: events 0x{v}\nAllocated in 0x{s} age=12 cpu=0")]
    [InlineData("s390", "BUG: KASAN: slab-out-of-bounds in 0x{s0}\n 0x{v0}\n  ? 0x{s0}")]
    [InlineData("i386", "Register r3 information: 1-page vmalloc region starting at 0xc0008000 allocated at 0x{s}\n [<(ptrval)>] 0x{v}")]
    [InlineData("i386", "CFI failure at 0x{s} (target: 0x{v}; expected type: 0x1f)\nINFO: NMI handler (0x{s}) took too long to run: 12 msecs")]
    [InlineData("arm", "workqueue: 0x{s} hogged CPU for >10000us\nXFS (sda): Metadata corruption detected at 0x{v}, xfs_agf block 0x1")]
    // m68k
    [InlineData("m68k", "PC: [<{s}>] 0x{s}")]
    [InlineData("arm64", "tp : {d}\nhook : {d} (a tracepoint's)")] // no register of arm64
    // what logs come through
    [InlineData("x86_64", "{\"MESSAGE\":\" 0x{s}\",\"_BOOT_ID\":\"0123456789abcdef0123456789abcdef\",\"PRIORITY\":\"4\"}")]
    [InlineData("x86_64", "{\"MESSAGE\":\"a\\t{s}\\n{v}\\u001b[0m\",\"PRIORITY\":\"4\"}")]
    [InlineData("x86_64", "Nov 25 12:00:00 host kernel:  0x{v}")]
    [InlineData("x86_64", "2026-11-25T12:00:00.123Z [    1.234567]  \x1b[31m{s}\x1b[0m \x1b[1;33m[<{v}>]\x1b[m")]
    [InlineData("arm", "2026-11-25 12:00:00 | [    1.234567] \x1b[31mPC is at \x1b[1m0x{s}\x1b[0m")]
    [InlineData("x86_64", "> > RIP: 0010:{s}\r")]
    [InlineData("i386", "[   12.345678] host kernel:  0x{s}\n[   12.345678][    T1] host kernel: ? 0x{v}")] // journalctl -o short-monotonic
    [InlineData("i386", "4,1235,98765433,-; 0x{s}\n4,1236,98765434,c,caller=T12; ? 0x{v}")]
    [InlineData("i386", "kern  :warn  : [   12.345679]  0x{s}\nkern  :warn  : 2026-11-26T05:54:11,123456+00:00  0x{s}")]
    [InlineData("i386", "[Thu Nov 26 05:54:11 2026]  0x{s}\n[Nov26 05:54]  0x{v}\n[  +0.000003]  0x{s}\n2026-11-26T05:54:11,123456+00:00  0x{v}")]
    [InlineData("i386", "Nov 26 05:54:11 host kernel: [   12.345678]  0x{s}\nNov  6 05:54:11 host kernel[1]:  0x{v}")]
    [InlineData("i386", "11-26 05:54:11.123     0     0 W         :  0x{s}\n11-26 05:54:11.123   12   12 E [12345.678901][    C3]  0x{v}")]
    [InlineData("i386", "<4>[12345.678901]  [3:   kworker/3:1: 1234]  0x{s}\n<4>[12345.678901][ T1234]  ? 0x{v}")]
    [InlineData("i386", "2026-11-26T05:54:11.1234567Z [   12.345679]  0x{s}\n00:12:33  0x{v}\n[00:12:33]  0x{s}\n05:54:11 qemu:  0x{v}")]
    [InlineData("i386", "# [   12.345678]  0x{s}\n#  0x{v}\n> > [<{s}>] 0x{s}\n\r[   12.345678]  0x{s}\r\r")]
    [InlineData("i386", "{\"MESSAGE\":\" 0x{s}\",\"PRIORITY\":\"4\"}\n- {\"dt\": \"2026\", \"msg\": \"[   12.345679]  0x{v}\"}")]
    [InlineData("x86_64", "[&lt;{s}&gt;] 0x{s}<br>")]
    [InlineData("x86_64", "0x{s} <-0x{v}\nmyretprobe: (0x{s} <- 0x{v})")]
    [InlineData("i386", "bash-12 [001] d..1. 123.456789: myretprobe: (0x{s} <- 0x{v})")]
    [InlineData("x86_64", "{s} [    1.234567] {v}")] // before the time
    [InlineData("arm", "PC is at 0x{s}[   12.345678] LR is at 0x{v}[   12.345679] pc : [<{s}>]")]
    [InlineData("arm", "pc : [<{s}>][   12.345678] lr : [<{v}>]")]
    [InlineData("x86_64", "\xff\x00noise\xfe {s} \x80{v}\x81")]
    public void AddressesOfCodeAreNamed(string machine, string log) =>
        Assert.Equal(Names(log), Annotated.File(MadeKernel.Read(machine), Addresses(machine, log), distance: 0).Text);

    [Theory]
    // code and memory
    [InlineData("arm", "Code: {s} e3a03000 {v} ({s})")]
    [InlineData("x86_64", "Code: Bad RIP {s}")]
    [InlineData("ppc64", "Instruction dump:\n{v} {s} 7c0802a6")]
    [InlineData("arm", "Instruction DUMP: e1a01fe1 <{v}> {s}")]
    [InlineData("mips", "$ 4   : {s} {v} {s} {v}")]
    [InlineData("x86_64", "Stack:\n {s} {v} {d}\n {s} {v} {d}")]
    [InlineData("x86_64", "Stack:\n {s} {v} {d} {s}\n {s} {v}")]
    [InlineData("x86_64", "Stack:\n {s} {v} {d} {s}\n {s}\n<0> {v}\nCall Trace:")]
    [InlineData("mips", "Stack : {s} {v} {s} {v}\n        {s}\n        ...")]
    [InlineData("x86_64", "0x{d} <jiffies+8>:\t0x{s}\t0x{v}\n0x{d} <jiffies+24>:\t0x{v}")] // gdb
    [InlineData("x86_64", "hash: {s}, crc 0x{v} bpf tag={s} ext4 inode #{v} (cookie:0x{s}) UUID {v}")]
    [InlineData("x86_64", "00000010: {s} {v}")]
    [InlineData("x86_64", "{s}: 48 89 e5 c3")]
    [InlineData("x86_64", "Object {d}: 6b 6b 6b 6b 6b 6b 6b 6b")]
    [InlineData("x86_64", "0000020 {s}")] // od
    [InlineData("x86_64", "0xffff888012345678:\t0x{s}\t0x{v}")] // gdb
    [InlineData("arm", "1f20: c5d21f3c {s} 00000000 {v}")]
    // layout
    [InlineData("x86_64", "Kernel Offset: 0x0 from 0x{b}")]
    [InlineData("arm", "Memory: 126976K/131072K available (0x{s} - 0x{v})")]
    [InlineData("x86_64", "      .text : 0x{s} - 0x{v}")]
    [InlineData("x86_64", "BIOS-e820: [mem 0x{s}-0x{v}] usable")]
    [InlineData("x86_64", "VMCOREINFO SYMBOL(_stext)={s}")]
    // registers and addresses of faults, which the kernel prints as numbers
    [InlineData("x86_64", "RAX: {s} R12: 0000000000000014 R13: {d} R14: {v}\nRSP: 0018:{d} CR2: {s}")]
    [InlineData("x86_64", "RAX: {s} R12: {v}[   12.345678] R13: {s}")] // lines that ran together
    [InlineData("x86_64", "FS:  {d}(0000) GS:{s}(0000) knlGS:{v}")]
    [InlineData("arm64", "x29: {d} x28: {s} x0 : {v}\nsp : {d}")]
    [InlineData("riscv", " gp : {d} tp : {s} t0 : {v}\n s10: {s}\nstatus: 0000000200000120 badaddr: {s}")]
    [InlineData("loongarch", "a0 {d} a1 {s} t0 {v} tp {s}, fp {d}\n BADV: {s}")]
    [InlineData("ppc64", "CTR: {s}\nCFAR: {v} DAR: {d} IRQMASK: 0")]
    [InlineData("x86_64", "BUG: unable to handle page fault for address: {s}")]
    [InlineData("x86_64", "BUG: unable to handle kernel paging request at {s}\nPGD {s} P4D {v} PUD {s} PMD {v} PTE {s}")]
    [InlineData("x86_64", "RSP: 0018:{s} EFLAGS: 00010202\nProcess sh (pid: 1, threadinfo {s}, task {v})\n RSP <{s}>\n---[ end trace {s} ]---")]
    [InlineData("x86_64", "sh[1]: segfault at {s} ip 00007f1789e63700 sp 00007ffd12345678 error 5\nwrite to 0x{v} of 8 bytes by task 1 on cpu 0:")]
    [InlineData("x86_64", "Object 0x{s} @offset=64\npage:{v} refcount:0 mapping:{s}\nvma {s} start\nMISC {v}")]
    [InlineData("ppc64", "REGS: {s} TRAP: 0300\nMSR:  {v} <EE,ME>  CR: {s}  XER: {v}\nDAR: {s} DSISR: {v}\nGPR08: {s} {v}")]
    [InlineData("riscv", "status: {s} badaddr: {v} cause: {s}")]
    [InlineData("arm64", "Exception stack(0x{s} to 0x0000000000000000)\nStack: (0x{s} to 0x0000000000000000)\nProcess sh (pid: 1, stack limit = 0x{v})")]
    [InlineData("arm64", "Unable to handle kernel paging request at virtual address {s}")]
    [InlineData("ppc64", "BUG: Unable to handle kernel data access on write at 0x{s}")]
    [InlineData("x86_64", "Write of size 8 at addr {s} by task init/1\nTSC 0 ADDR {v} MISC d012000100000000")]
    // data, where the kernel prints no names
    [InlineData("x86_64", "value changed: 0x{s} -> 0x{v}\nFlags 0x{s}(uptodate)")]
    [InlineData("x86_64", "list_add corruption. next->prev should be prev ({d}), but was 0000000000000000. (next={d}).")]
    [InlineData("x86_64", "The kernel starts at {b}: (void *)0x{b}")]
    [InlineData("i386", "  0) 2072 0x{s}\n 12      176     176   0x{v}\n #1 x at {v}\n#1 [c0abde58] two words at {s}\n<x> 0x{s}\nea: {v}")]
    // of a guest
    [InlineData("x86_64", "kvm [123]: vcpu0, guest rIP: 0x{s} unhandled rdmsr: 0x611")]
    [InlineData("x86_64", "*** Guest State ***\nRSP = 0x{d}  RIP = 0x{s}\n*** Control State ***")]
    // other things
    [InlineData("i386", "[00000004] 0x{s}\nirq: 0x{s}\n2026-11-26 05:54:11 irq: 0x{s}\n[drm] 0x{s}\nbuffer at 0x{v}\nin 0x{s}")]
    [InlineData("i386", "WARNING: value 0x{s}\nplace, at: {s}\n12 0x{s}\nNov 0x{v}\nW: 0x{s}")]
    [InlineData("x86_64", "fe80::{s}\nmac {s}:aa\nhttps://host/?id={v}\nmask={s}&{v} a={s}|{v} ^{s} ~{v}")]
    [InlineData("s390", "0x{s0}\nsize: 0x{v0}\n[    1.000000] 0x{s0}")]
    [InlineData("x86_64", "x_{s} {s}ULL {s}-aa /sys/{s}/x a+{s} name@{s} 0x{s}+0x10")]
    [InlineData("arm", "crc {s}, hash {v}, irq at MMIO 0x{s} (irq = 5)")]
    [InlineData("arm", "r10: {d}  r9 : {s}  r8 : {v}  ip : {s}")]
    [InlineData("arm", "[{s}] *pgd=00000000")]
    [InlineData("s390", "Krnl GPRS: {s} {v} 0000000000000001 0000000000000002")]
    [InlineData("s390", "Krnl Code: {s}: a7f40001\t\tbrc\t15,{v}")]
    [InlineData("s390", "free {s} of {v} bytes")]
    [InlineData("x86_64", "uuid {s}-4455-6677-8899-aabbccddeeff")]
    public void AllElseStaysAsItIs(string machine, string log)
    {
        string text = Addresses(machine, log);
        Assert.Equal(text, Annotated.File(MadeKernel.Read(machine), text, distance: 0).Text);
    }

    [Theory]
    [InlineData("lr : {0:x16}", 0x002f800080001010, "lr : schedule+0x10/0x100")] // bit 55 is clear: an address of user space
    [InlineData("lr : {0:x16}", 0x8fbf800080001010, "lr : schedule+0x10/0x100")]
    [InlineData("handler {0:x16}", 0xf3ff800080001010, "handler schedule+0x10/0x100")]
    [InlineData("handler {0:x16}", 0x8fbf800080001010, "")] // signed, and no place for a return address
    public void SignaturesAndTagsOfArm64AreSeenThrough(string form, ulong value, string expected)
    {
        string log = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, value);
        string answer = Annotated.File(MadeKernel.Read("arm64"), log, distance: 0).Text;
        Assert.Equal(expected.Length == 0 || (value >> 55 & 1) == 0 ? log : expected, answer);
    }

    [Theory]
    // the call before it is the last that schedule does
    [InlineData("x86_64", " 0x{e}", " schedule+0x100/0x100")]
    [InlineData("x86_64", "[   12.345678]  ? 0x{e} [#1]", "[   12.345678]  ? schedule+0x100/0x100 [#1]")]
    [InlineData("x86_64", " [<{e}>] ? 0x{e}", " [<schedule+0x100/0x100>] ? schedule+0x100/0x100")]
    [InlineData("i386", " ? 0x{e}", " ? schedule+0x100/0x100")]
    // what all machines name by the byte before
    [InlineData("arm64", "[<0>] 0x{e}", "[<0>] schedule+0x100/0x100")]
    [InlineData("riscv", "kernel BUG at 0x{e} [verbose debug info unavailable]", "kernel BUG at schedule+0x100/0x100 [verbose debug info unavailable]")]
    [InlineData("arm", "Kernel BUG at 0x{e} [verbose debug info unavailable]", "Kernel BUG at schedule+0x100/0x100 [verbose debug info unavailable]")]
    [InlineData("mips", "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: 0x{e}",
        "Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: schedule+0x100/0x100")]
    // a list of functions
    [InlineData("x86_64", "handlers:\n[<{e}>] 0x{e}", "handlers:\n[<vfs_read+0x0/0x200>] vfs_read+0x0/0x200")]
    [InlineData("x86_64", "ftrace failed to modify \n[<{e}>] 0x{e}", "ftrace failed to modify \n[<vfs_read+0x0/0x200>] vfs_read+0x0/0x200")]
    // the same within what forwarded it
    [InlineData("x86_64", "2026-11-26T03:12:12.123456789Z stdout F [    1.000000]  0x{e}", "2026-11-26T03:12:12.123456789Z stdout F [    1.000000]  schedule+0x100/0x100")]
    [InlineData("x86_64", "  - \"[    1.000000]  ? 0x{e}\"", "  - \"[    1.000000]  ? schedule+0x100/0x100\"")]
    [InlineData("x86_64", "\"[    1.000000]  0x{e}\",kernel", "\"[    1.000000]  schedule+0x100/0x100\",kernel")]
    // no such call, or a machine that does not look at calls
    [InlineData("x86_64", "RIP: 0010:0x{e}", "RIP: 0010:vfs_read+0x0/0x200")]
    [InlineData("x86_64", "0x{e} <vfs_read>:\tpush   %rbp", "0x{e} <vfs_read>:\tpush   %rbp")]
    [InlineData("x86_64", "0x{e} <+0>:\tpush   %rbp", "0x{e} <+0>:\tpush   %rbp")]
    [InlineData("x86_64", " => {e}", " => vfs_read+0x0/0x200")]
    [InlineData("x86_64", "initcall 0x{e} returned 0", "initcall vfs_read+0x0/0x200 returned 0")]
    [InlineData("x86_64", "handler {e}", "handler vfs_read+0x0/0x200")]
    [InlineData("arm64", " 0x{e}", " vfs_read+0x0/0x200")]
    public void TracesNameTheCallBeforeAReturnAddress(string machine, string log, string expected)
    {
        ulong end = MadeKernel.Base(machine) + 0x1100;
        string text = log.Replace("{e}", end.ToString(MadeKernel.Read(machine).Symbols.IsWide ? "x16" : "x8"));
        expected = expected.Replace("{e}", end.ToString("x16"));
        Assert.Equal(expected, Annotated.File(MadeKernel.Read(machine), text, distance: 0).Text);
    }

    // Such lines of traces are known at a glance. Others that look alike are read word by word.
    [Theory]
    [InlineData("x86_64", "[    1.000000]  ? 0x{s}", "[    1.000000]  ? schedule+0x10/0x100")]
    [InlineData("x86_64", "[    1.000000][  T123]  0x{s}\r", "[    1.000000][  T123]  schedule+0x10/0x100\r")]
    [InlineData("x86_64", " 0x{s}", " schedule+0x10/0x100")]
    [InlineData("arm64", "[    1.000000]  0x00{s12}", "[    1.000000]  schedule+0x10/0x100")] // signed
    [InlineData("x86_64", "0x{s}", "schedule+0x10/0x100")]
    [InlineData("x86_64", "[    1.000000] hash 0x{s}", "[    1.000000] hash 0x{s}")]
    [InlineData("x86_64", "[    1.000000] a - 0x{s}", "[    1.000000] a - 0x{s}")]
    [InlineData("x86_64", "12345678: 0x{s}", "12345678: 0x{s}")]
    [InlineData("x86_64", "[dead beef  0x{s}", "[dead beef  0x{s}")]
    [InlineData("x86_64", "[x] 12345678 12345678 0x{s}", "[x] 12345678 12345678 0x{s}")]
    [InlineData("x86_64", " 0x{s}0", " 0x{s}0")]
    public void ALineOfATraceIsReadAsAnyOther(string machine, string log, string expected)
    {
        string start = (MadeKernel.Base(machine) + 0x1010).ToString("x16");
        string Fill(string text) => text.Replace("{s}", start).Replace("{s12}", start[2..]);
        Assert.Equal(Fill(expected), Annotated.File(MadeKernel.Read(machine), Fill(log), distance: 0).Text);
    }

    // Lines without a mark are not searched for them.
    [Fact]
    public void PhrasesHaveABlankOrAMark()
    {
        byte[][] phrases =
        [
            .. LogSign.Phrases, .. KernelOffset.Phrases, .. KernelBuild.Phrases, .. LogSection.Phrases, .. AddressFinder.Phrases,
            .. NamedPlaces.Phrases, .. MachineTable.Rows.SelectMany(row => row.LogWords).Select(Encoding.ASCII.GetBytes),
        ];
        Assert.All(phrases, phrase => Assert.True(phrase.AsSpan().TrimStart(" \t?"u8).IndexOfAny(" :=(#"u8) >= 0));
    }

    [Fact]
    public void PerCpuOffsetsAreNoAddresses()
    {
        string log = "RAX: 0000000000000014 RDI: 0000000000001000 CR4: 0000000000001008";
        Assert.Equal(log, Annotated.File(MadeKernel.Read("x86_64"), log, distance: 0).Text);
    }

    [Fact]
    public void WhatEndsTextNamesNothing()
    {
        string log = "at ffffffff81001480, at ffffffff81001481, at ffffffff81002fff\n => ffffffff81004000\n => ffffffff81004001";
        Assert.Equal(
            "at _etext+0x0/0x0, at ffffffff81001481, at ffffffff81002fff\n => _end+0x0/0x0\n => ffffffff81004001",
            Annotated.File(MadeKernel.Read("x86_64"), log, distance: 0).Text);
    }

    [Fact]
    public void ALogThatNamesAModuleBesideAnAddressKnowsBetter()
    {
        string log = "[<ffffffff81001010>] 0xffffffff81001010 [mt76_usb]\n"
            + " 0xffffffff81001010 [mt76_usb 0123456789abcdef0123456789abcdef01234567]";
        Assert.Equal(log, Annotated.File(MadeKernel.Read("x86_64"), log, distance: 0).Text);
    }

    static string Addresses(string machine, string log)
    {
        ulong start = MadeKernel.Base(machine);
        int digits = MadeKernel.Read(machine).Symbols.IsWide ? 16 : 8;
        string Hex(ulong offset) => (start + offset).ToString($"x{digits}");
        return log.Replace("{s}", Hex(0x1010)).Replace("{v}", Hex(0x1120)).Replace("{d}", Hex(0x3008)).Replace("{b}", Hex(0))
            .Replace("{s0}", $"{start + 0x1010:x}").Replace("{v0}", $"{start + 0x1120:x}");
    }

    static string Names(string log)
    {
        foreach ((string mark, string name) in new[]
            { ("s", "schedule+0x10/0x100"), ("v", "vfs_read+0x20/0x200"), ("d", "jiffies+0x8/0x40") })
            log = log.Replace($"0x{{{mark}}}", name).Replace($"{{{mark}}}", name).Replace($"0x{{{mark}0}}", name);
        return log;
    }
}
