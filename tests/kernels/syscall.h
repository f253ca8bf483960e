/*
 * What a program without a C library needs of a machine, for the only program of a booted kernel: numbers of system calls, the call, what
 * both programs do with it, and a start that gives run() the stack as the kernel leaves it.
 */
enum {
#if defined(__x86_64__)
	OPENAT = 257, READ = 0, WRITE = 1, MKDIRAT = 258, MOUNT = 165, REBOOT = 169, SYSLOG = 103, NANOSLEEP = 35, CLONE = 56, FINIT = 313, BPF = 321,
#elif defined(__i386__)
	OPENAT = 295, READ = 3, WRITE = 4, MKDIRAT = 296, MOUNT = 21, REBOOT = 88, SYSLOG = 103, NANOSLEEP = 162, CLONE = 120, FINIT = 350, BPF = 357,
#elif defined(__arm__)
	OPENAT = 322, READ = 3, WRITE = 4, MKDIRAT = 323, MOUNT = 21, REBOOT = 88, SYSLOG = 103, NANOSLEEP = 162, CLONE = 120, FINIT = 379, BPF = 386,
#elif defined(__powerpc__)
	OPENAT = 286, READ = 3, WRITE = 4, MKDIRAT = 287, MOUNT = 21, REBOOT = 88, SYSLOG = 103, NANOSLEEP = 162, CLONE = 120, FINIT = 353, BPF = 361,
#elif defined(__s390x__)
	OPENAT = 288, READ = 3, WRITE = 4, MKDIRAT = 289, MOUNT = 21, REBOOT = 88, SYSLOG = 103, NANOSLEEP = 162, CLONE = 120, FINIT = 344, BPF = 351,
#elif defined(__mips__)
	OPENAT = 4288, READ = 4003, WRITE = 4004, MKDIRAT = 4289, MOUNT = 4021, REBOOT = 4088, SYSLOG = 4103, NANOSLEEP = 4166, CLONE = 4120, FINIT = 4348, BPF = 4355,
#else /* aarch64, riscv, loongarch */
	OPENAT = 56, READ = 63, WRITE = 64, MKDIRAT = 34, MOUNT = 40, REBOOT = 142, SYSLOG = 116, NANOSLEEP = 101, CLONE = 220, FINIT = 273, BPF = 280,
#endif
};

enum { AT_FDCWD = -100, O_WRONLY = 1, O_APPEND = 02000 };

static long call(long n, long a, long b, long c, long d, long e)
{
#if defined(__x86_64__)
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	long ret;

	__asm__ volatile("syscall" : "=a"(ret) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
	return ret;
#elif defined(__i386__)
	long ret;

	__asm__ volatile("int $0x80" : "=a"(ret) : "a"(n), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory");
	return ret;
#elif defined(__powerpc__)
	register long r0 __asm__("r0") = n;
	register long r3 __asm__("r3") = a;
	register long r4 __asm__("r4") = b;
	register long r5 __asm__("r5") = c;
	register long r6 __asm__("r6") = d;
	register long r7 __asm__("r7") = e;

	/* An error is its number, and the overflow bit. */
	__asm__ volatile("sc\n\tbns+ 1f\n\tneg 3, 3\n1:" : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5), "+r"(r6), "+r"(r7) : : "memory", "cr0", "ctr", "r8", "r9", "r10", "r11", "r12");
	return r3;
#elif defined(__s390x__)
	register long r1 __asm__("1") = n;
	register long r2 __asm__("2") = a;
	register long r3 __asm__("3") = b;
	register long r4 __asm__("4") = c;
	register long r5 __asm__("5") = d;
	register long r6 __asm__("6") = e;

	__asm__ volatile("svc 0" : "+d"(r2) : "d"(r1), "d"(r3), "d"(r4), "d"(r5), "d"(r6) : "memory");
	return r2;
#elif defined(__mips__)
	register long v0 __asm__("$2") = n;
	register long a0 __asm__("$4") = a;
	register long a1 __asm__("$5") = b;
	register long a2 __asm__("$6") = c;
	register long a3 __asm__("$7") = d;

	__asm__ volatile("subu $29, 32\n\tsw %5, 16($29)\n\tsyscall\n\taddiu $29, 32" : "+r"(v0), "+r"(a3)
			 : "r"(a0), "r"(a1), "r"(a2), "r"(e) : "memory", "$1", "$3", "$8", "$9", "$10", "$11", "$12", "$13", "$14", "$15", "$24", "$25");
	return a3 ? -v0 : v0;
#else
#if defined(__arm__)
#define R(i) "r" #i
#define NUMBER "r7"
#define TRAP "svc 0"
#elif defined(__aarch64__)
#define R(i) "x" #i
#define NUMBER "x8"
#define TRAP "svc 0"
#else
#define R(i) "a" #i
#define NUMBER "a7"
#define TRAP "ecall"
#endif
	register long nr __asm__(NUMBER) = n;
	register long r0 __asm__(R(0)) = a;
	register long r1 __asm__(R(1)) = b;
	register long r2 __asm__(R(2)) = c;
	register long r3 __asm__(R(3)) = d;
	register long r4 __asm__(R(4)) = e;

	__asm__ volatile(TRAP : "+r"(r0) : "r"(nr), "r"(r1), "r"(r2), "r"(r3), "r"(r4) : "memory");
	return r0;
#endif
}

__attribute__((unused)) static long length(const char *s)
{
	long n = 0;

	while (s[n])
		n++;
	return n;
}

__attribute__((unused)) static long write_file(const char *path, const char *text)
{
	long file = call(OPENAT, AT_FDCWD, (long)path, O_WRONLY | O_APPEND, 0, 0);

	return call(WRITE, file, (long)text, length(text), 0, 0);
}

__attribute__((unused)) static void mount_at(const char *directory, const char *type)
{
	call(MKDIRAT, AT_FDCWD, (long)directory, 0755, 0, 0);
	call(MOUNT, (long)type, (long)directory, (long)type, 0, 0);
}

__attribute__((used)) void run(long *stack);

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall run\n");
#elif defined(__i386__)
__asm__(".globl _start\n_start:\n\tmov %esp, %eax\n\tand $-16, %esp\n\tsub $12, %esp\n\tpush %eax\n\tcall run\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n\tmov x0, sp\n\tbl run\n");
#elif defined(__arm__)
__asm__(".globl _start\n_start:\n\tmov r0, sp\n\tbic sp, sp, #7\n\tbl run\n");
#elif defined(__powerpc64__)
__asm__(".globl _start\n_start:\n\taddis 2, 12, .TOC.-_start@ha\n\taddi 2, 2, .TOC.-_start@l\n\tmr 3, 1\n\tbl run\n");
#elif defined(__powerpc__)
__asm__(".globl _start\n_start:\n\tmr 3, 1\n\tbl run\n");
#elif defined(__s390x__)
__asm__(".globl _start\n_start:\n\tlgr %r2, %r15\n\taghi %r15, -160\n\tbrasl %r14, run\n");
#elif defined(__mips__)
__asm__(".globl __start\n.globl _start\n__start:\n_start:\n\tmove $4, $29\n\taddiu $29, -32\n\tjal run\n\tnop\n");
#elif defined(__riscv)
__asm__(".globl _start\n_start:\n\tmv a0, sp\n\tcall run\n");
#else
__asm__(".globl _start\n_start:\n\tmove $a0, $sp\n\tbl run\n");
#endif
