/*
 * The only program of a kernel that is made to print reports: its tasks, what its processors do, what is blocked, at last how it falls;
 * and, where it has lkdtm, warnings, oopses, tasks that hang and processors that are stuck. It needs no C library.
 */
#include "syscall.h"

enum { SIGCHLD = 17 };

static const char *const stumbles[] = {
	"WARNING_MESSAGE", "REPORT_STACK", "EXCEPTION", "BUG", "CORRUPT_LIST_ADD", "EXEC_DATA", "EXEC_NULL", "ACCESS_NULL", "WRITE_RO",
	"STACK_GUARD_PAGE_LEADING",
};

static void wait_for(long seconds)
{
	long pause[2] = { seconds, 0 };

	call(NANOSLEEP, (long)pause, 0, 0, 0, 0);
}

/* In a process of its own, which may not come back. */
static void stumble(const char *how, long seconds)
{
#ifdef __s390x__
	long child = call(CLONE, 0, SIGCHLD, 0, 0, 0);
#else
	long child = call(CLONE, SIGCHLD, 0, 0, 0, 0);
#endif

	if (child == 0) {
		write_file("/debug/provoke-crash/DIRECT", how);
		for (;;)
			wait_for(1000);
	}
	wait_for(seconds);
}

void run(long *stack)
{
	(void)stack;
	mount_at("/proc", "proc");
	mount_at("/debug", "debugfs");
	write_file("/proc/sys/kernel/printk", "8");
	write_file("/proc/sys/kernel/sysrq", "1");
	wait_for(3); /* until what runs at boot has come to rest */
	write_file("/proc/sysrq-trigger", "t");
	write_file("/proc/sysrq-trigger", "l");
	write_file("/proc/sysrq-trigger", "w");
	wait_for(2);
	if (write_file("/debug/provoke-crash/DIRECT", "WARNING") > 0) {
		write_file("/proc/sys/kernel/hung_task_timeout_secs", "3");
		write_file("/proc/sys/kernel/watchdog_thresh", "3");
		for (unsigned i = 0; i < sizeof stumbles / sizeof *stumbles; i++)
			stumble(stumbles[i], 1);
		stumble("HUNG_TASK", 8);
		write_file("/proc/sysrq-trigger", "w");
		write_file("/proc/sysrq-trigger", "d");
		stumble("LOOP", 12);
	}
	write_file("/proc/sysrq-trigger", "c");
	for (;;)
		;
}
