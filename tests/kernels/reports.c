/*
 * The only program of a kernel that is made to print reports: its tasks, what its processors do, what is blocked, and at last how it
 * falls. It needs no C library.
 */
#include "syscall.h"

void run(long *stack)
{
	(void)stack;
	mount_at("/proc", "proc");
	write_file("/proc/sys/kernel/printk", "8");
	write_file("/proc/sys/kernel/sysrq", "1");
	write_file("/proc/sysrq-trigger", "t");
	write_file("/proc/sysrq-trigger", "l");
	write_file("/proc/sysrq-trigger", "w");

	long pause[2] = { 2, 0 };

	call(NANOSLEEP, (long)pause, 0, 0, 0, 0);
	write_file("/proc/sysrq-trigger", "c");
	for (;;)
		;
}
