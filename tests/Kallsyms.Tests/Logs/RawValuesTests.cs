using Xunit;

namespace Kallsyms.Tests.Logs;

/// <summary>
/// Raw values in messages of drivers and in what debuggers print: data, also where they point into code. {p} is such a value. What
/// kernels say of code in the same form is named: it is in LogFormsTests and LogSlotsTests.
/// </summary>
public class RawValuesTests
{
    const string Value = "ffffffff81001010";

    static readonly string[] _data =
    [
        "buf", "buffer", "ring", "desc", "descriptor", "skb", "urb", "req", "request", "ctx", "context", "cmd", "data", "priv", "page",
        "inode", "dentry", "sk", "sock", "bio", "queue", "table", "map", "key", "val", "value", "vaddr", "dma_addr", "obj", "node", "base",
        "mem",
    ];

    static readonly string[] _forms =
    [
        "{k}=0x{p}", "{k} = 0x{p}", "{k}: 0x{p}", "{k} at 0x{p}", "{k} 0x{p}", "({k} 0x{p})", "{k}[0]=0x{p}, len=12", "free {k} {p}", "{k}={p}",
    ];

    [Fact]
    public void WhatIsCalledData_StaysANumber()
    {
        foreach (string form in _forms)
        {
            foreach (string key in _data)
                Stays("eth0: " + form.Replace("{k}", key, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("bar: x1=0x{p} y_2 = 0x{p}, count>=0x{p}")]
    [InlineData("schedule (file=0x{p}, buf=0x{p} \"x\", count={p}) at fs/read_write.c:450")] // gdb
    [InlineData("#2  vfs_read (file=file@entry=0x{p}, pos=<optimized out>) at fs/read_write.c:450")]
    [InlineData("schedule+0x10 (0x{p}, 0x{p})")] // kdb
    [InlineData("vfs_read+0x10/0x200 (0x{p})")]
    [InlineData("kfree(0x{p})\nmemcpy(0x{p}, 0x{p}, 64)")]
    [InlineData("eth0: foo(dev=0x{p}) = 0\neth0: ioremap(0x{p}) failed")]
    [InlineData("sys_enter: NR 1 (0x{p}, 0x{p}, 1)")]
    [InlineData("myprobe: (schedule+0x0/0x100) arg1=0x{p} arg2=0x{p}")] // of kprobes
    [InlineData("0xffff888100123456       12        2  0    3   I  0x{p}  kworker/0:0")] // kdb's tasks
    [InlineData("0x{p}        1        0  1    0   R  0x{p} *init")]
    [InlineData("eth0: got 0x{p}, expected 0x{p}\neth0: bad magic 0x{p}\neth0: status 0x{p} mask 0x{p}\neth0: sector 0x{p} of 12")]
    [InlineData("eth0: wrote 0x{p} to reg 4\neth0: reg 0x10 = 0x{p}\neth0: handle 0x{p} not found\neth0: features 0x{p}\neth0: lba 0x{p}")]
    public void WhatIsAnArgumentOrAValue_StaysANumber(string form) => Stays(form);

    [Theory]
    [InlineData("call_site=0x{p}")]
    [InlineData("irqaction: action=0x{p} handler=0x{p}")]
    [InlineData("procname=x proc_handler=0x{p}")]
    [InlineData("eth0: caller(0x{p})")]
    [InlineData("#1  0x{p} in vfs_read (file=...)")]
    [InlineData("RIP: 0010:0X{P}")]
    [InlineData(" 0X{P}")]
    public void WhatIsCalledCode_IsNamed(string form) => Assert.Equal(
        form.Replace("0x{p}", "schedule+0x10/0x100", StringComparison.Ordinal).Replace("0X{P}", "schedule+0x10/0x100", StringComparison.Ordinal),
        Of(form));

    static void Stays(string form) => Assert.Equal(form.Replace("{p}", Value, StringComparison.Ordinal), Of(form));

    static string Of(string form) => Annotated.File(
        MadeKernel.Read("x86_64"),
        form.Replace("{p}", Value, StringComparison.Ordinal).Replace("{P}", Value.ToUpperInvariant(), StringComparison.Ordinal), distance: 0).Text;
}
