/*
 * The only program of a kernel that is made to print reports: its tasks, what its processors do, what is blocked, at last how it falls;
 * and, where it has lkdtm, warnings, oopses, tasks that hang and processors that are stuck. It needs no C library.
 */
#include "syscall.h"

#define ENTRY "/debug/provoke-crash/DIRECT"

enum { SIGCHLD = 17 };

static long put(const char *path, const char *text)
{
	long file = call(OPENAT, AT_FDCWD, (long)path, O_WRONLY, 0, 0);
	long n = 0;

	while (text[n])
		n++;
	return call(WRITE, file, (long)text, n, 0, 0);
}

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
		put(ENTRY, how);
		for (;;)
			wait_for(1000);
	}
	wait_for(seconds);
}

void run(long *stack)
{
	(void)stack;
	call(MKDIRAT, AT_FDCWD, (long)"/proc", 0755, 0, 0);
	call(MOUNT, (long)"proc", (long)"/proc", (long)"proc", 0, 0);
	call(MKDIRAT, AT_FDCWD, (long)"/debug", 0755, 0, 0);
	call(MOUNT, (long)"debugfs", (long)"/debug", (long)"debugfs", 0, 0);
	put("/proc/sys/kernel/printk", "8");
	put("/proc/sys/kernel/sysrq", "1");
	put("/proc/sysrq-trigger", "t");
	put("/proc/sysrq-trigger", "l");
	put("/proc/sysrq-trigger", "w");
	wait_for(2);
	if (put(ENTRY, "WARNING") > 0) {
		put("/proc/sys/kernel/hung_task_timeout_secs", "3");
		stumble("WARNING_MESSAGE", 1);
		stumble("REPORT_STACK", 1);
		stumble("EXCEPTION", 1);
		stumble("BUG", 1);
		stumble("CORRUPT_LIST_ADD", 1);
		stumble("EXEC_DATA", 1);
		stumble("ACCESS_NULL", 1);
		stumble("WRITE_RO", 1);
		stumble("HUNG_TASK", 8);
		put("/proc/sysrq-trigger", "w");
		put("/proc/sysrq-trigger", "d");
		stumble("LOOP", 8);
	}
	put("/proc/sysrq-trigger", "c");
	for (;;)
		;
}
